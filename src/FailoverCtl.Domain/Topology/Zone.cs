namespace FailoverCtl.Domain.Topology;

/// <summary>The one zone that the DNS roles answer for.</summary>
/// <param name="Name">Without the final dot, lowercase.</param>
/// <param name="Contact">The SOA's mailbox in DNS form, such as hostmaster.example.test.</param>
/// <param name="NegativeTtlSeconds">How long resolvers may remember that a name does not exist (RFC 2308).</param>
public sealed record Zone(string Name, string Contact, int NegativeTtlSeconds);
