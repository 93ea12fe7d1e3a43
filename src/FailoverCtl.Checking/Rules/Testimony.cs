using FailoverCtl.Checking.Records;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Checking.Rules;

/// <summary>What reports say of an endpoint, and what voting domains make of it (I-06, I-07).</summary>
internal static class Testimony
{
    /// <summary>A report counts for this many heartbeat intervals (I-07).</summary>
    private const int IntervalsThatCount = 3;

    /// <summary>From this many declared external vantage points on, one of them must be among the votes (I-06).</summary>
    private const int ExternalsThatMustSpeak = 2;

    public static long AgeMax(Policy policy) => (long)IntervalsThatCount * policy.ReportIntervalMilliseconds;

    /// <summary>
    /// A line is recorded a little after its report was read, so here reports look younger than they were to the author. A
    /// witness against the author must be fresh beyond doubt: half an interval of margin.
    /// </summary>
    public static long AgeBeyondDoubt(Policy policy) => AgeMax(policy) - (policy.ReportIntervalMilliseconds / 2);

    public static int Needed(int electorate) => Math.Max(2, (electorate / 2) + 1);

    /// <summary>The voting domains outside the location of the suspect's site.</summary>
    public static LocationId[] Electorate(Topology topology, SiteId suspect) =>
        [.. topology.VotingDomains.Where(d => d != topology.Sites[suspect].Location)];

    public static IEnumerable<VantagePoint> Members(Topology topology, LocationId domain) =>
        topology.VantagePoints.Values.Where(v => v.VotingDomain == domain);

    /// <summary>Whether too few of these domains lie outside, where outside is declared at least twice.</summary>
    public static bool LacksOutsideView(Topology topology, IEnumerable<LocationId> domains)
    {
        var outside = topology.VantagePoints.Values.Where(v => v.External).Select(v => v.VotingDomain).ToArray();
        return outside.Length >= ExternalsThatMustSpeak && !domains.Any(d => outside.Contains(d));
    }

    /// <summary>Why this observation does not say that the endpoint is lost; null when it does.</summary>
    public static string? WhyNotLost(Observation? seen, Policy policy) =>
        seen is null ? "does not list it"
        : seen.State != ObservedState.Down ? $"says {seen.State}"
        : seen.Kind.MeansLoss() ? null
        : seen.Kind != FailureKind.WrongAnswer ? $"says {seen.Kind}, which is never a loss"
        : seen.ForMilliseconds >= policy.SoftHoldMilliseconds ? null
        : $"says {seen.Kind} for {seen.ForMilliseconds} ms, less than {policy.SoftHoldMilliseconds} ms";

    public static Observation? Find(Report report, EndpointId endpoint) =>
        report.Unhealthy.FirstOrDefault(o => o.Endpoint == endpoint);

    /// <summary>What the newest report of an agent makes of an endpoint, if it is no older than the limit, ms.</summary>
    public static Stance Of(Life life, AgentId agent, EndpointId endpoint, Topology topology, long at, long ageMax)
    {
        if (life.Of(agent) is not { Moved: true, Report.Blind: false } heard || at - heard.At > ageMax)
        {
            return Stance.Abstain;
        }

        var seen = Find(heard.Report, endpoint);
        return seen is null
            ? heard.Report.TopologyHash == life.TopologyHash
                ? Stance.Against
                : Stance.Abstain
            : seen.State == ObservedState.Up
                ? Stance.Against
                : WhyNotLost(seen, topology.Policy) is null
                    ? Stance.For
                    : Stance.Abstain;
    }
}
