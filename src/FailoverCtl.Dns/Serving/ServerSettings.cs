using FailoverCtl.Dns.Limiting;
using FailoverCtl.Dns.Signing;

namespace FailoverCtl.Dns.Serving;

/// <summary>What the servers of one process share.</summary>
public sealed record ServerSettings(PublishedZone Zone, TimeProvider Time)
{
    public TcpLimits Tcp { get; init; } = TcpLimits.Default;

    public RateLimits Rates { get; init; } = RateLimits.Default;

    /// <summary>None: every signed query gets BADKEY, and nobody transfers the zone.</summary>
    public TsigKeyRing Keys { get; init; } = TsigKeyRing.Empty;
}
