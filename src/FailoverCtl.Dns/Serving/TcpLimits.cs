namespace FailoverCtl.Dns.Serving;

/// <summary>What one TCP server spends on its askers (RFC 7766 section 6.2).</summary>
/// <param name="Connections">Open at once; further ones are closed at once.</param>
/// <param name="PerClient">Of these, open at once from one address: nobody takes all places alone.</param>
/// <param name="IdleMilliseconds">From the last answer to the end of the next one, so a query that drips in is cut too.</param>
/// <param name="LifetimeMilliseconds">Longest life of a connection, however busy.</param>
public sealed record TcpLimits(int Connections, int PerClient, int IdleMilliseconds, int LifetimeMilliseconds)
{
    public static TcpLimits Default { get; } = new(128, 16, 10_000, 60_000);
}
