using System.Net;

namespace FailoverCtl.Dns.Limiting;

/// <summary>
/// How many answers one UDP server sends to one client network (IPv4 /24, IPv6 /56), by kind. UDP senders can be forged: the
/// limits bound what somebody else's network can be made to receive from here.
/// </summary>
/// <param name="DataPerSecond">
/// Answers with records. High, since one network of a large resolver operator holds hundreds of caches that all come back
/// with every TTL, and since these answers are hardly larger than their questions.
/// </param>
/// <param name="NegativePerSecond">Answers that say that there is nothing: a resolver remembers them (RFC 2308).</param>
/// <param name="ErrorsPerSecond">Refusals and the like: nobody needs many of them.</param>
/// <param name="BurstMilliseconds">How long a quiet client may exceed the rate at twice its height.</param>
/// <param name="SlipEvery">
/// Every how many limited answers one is sent empty with TC, so that a real resolver comes back over TCP. 1: all of them, the
/// default: an empty answer is no larger than its question, so the forger gains nothing, and a server that stays silent leaves
/// the time in which a resolver can be lied to (CVE-2013-5661). 0: none.
/// </param>
/// <param name="Clients">Networks and kinds remembered at once; 24 bytes each. A forgotten one begins anew, with a full burst.</param>
public sealed record RateLimits(
    int DataPerSecond,
    int NegativePerSecond,
    int ErrorsPerSecond,
    int BurstMilliseconds,
    int SlipEvery,
    int Clients
)
{
    /// <summary>Not limited. The loopback: nobody else can forge it, and measurements come from there.</summary>
    public IReadOnlyList<IPNetwork> Exempt { get; init; } =
    [new(IPAddress.Parse("127.0.0.0"), 8), new(IPAddress.IPv6Loopback, 128)];

    public static RateLimits Default { get; } = new(1_000, 200, 50, 2_000, 1, 32_768);
}
