using FailoverCtl.CommandLine.Output;
using FailoverCtl.Domain.Evidence;

namespace FailoverCtl.CommandLine.Snapshots;

/// <summary>What agents saw and nobody acts on: certificates, public names, and probes that a host does not let through.</summary>
public static class EvidenceNotices
{
    /// <summary>Each of a kind on a line of its own up to here; more are counted.</summary>
    private const int Most = 5;

    public static IEnumerable<Notice> Of(ClusterSnapshot snapshot) =>
        [
            .. Some(BadCertificates(snapshot)),
            .. Some(EndingCertificates(snapshot)),
            .. Some(Names(snapshot)),
            .. Some(NotAllowed(snapshot)),
        ];

    private static IEnumerable<string> BadCertificates(ClusterSnapshot snapshot) =>
        from report in snapshot.Reports
        from seen in report.Unhealthy
        where seen is { Kind: FailureKind.Certificate, State: ObservedState.Down }
        group report.Agent by (seen.Endpoint, seen.Flaw) into each
        orderby each.Key.Endpoint
        select $"{each.Key.Endpoint} answers behind a bad certificate: {Words.Of(each.Key.Flaw)} "
            + $"(seen by {string.Join(", ", each.Order())}); nothing is moved for it";

    private static IEnumerable<string> EndingCertificates(ClusterSnapshot snapshot) =>
        from report in snapshot.Reports
        from seen in report.Certificates
        where seen.DaysLeft >= 0
        group seen.DaysLeft by seen.Endpoint into each
        orderby each.Min(), each.Key
        select $"the certificate of {each.Key} ends in {Words.Count(each.Min(), "day")}";

    private static IEnumerable<string> Names(ClusterSnapshot snapshot) =>
        from report in snapshot.Reports
        from seen in report.Names
        where seen.Standing is NameStanding.Elsewhere or NameStanding.Empty
        group report.Agent by (seen.Service, seen.Resolver, seen.Standing) into each
        orderby each.Key.Service
        select $"{each.Key.Resolver} leads users of {each.Key.Service} "
            + (each.Key.Standing == NameStanding.Empty ? "nowhere" : "to an address that is no declared endpoint")
            + $" (seen by {string.Join(", ", each.Distinct().Order())})";

    private static IEnumerable<string> NotAllowed(ClusterSnapshot snapshot) =>
        from report in snapshot.Reports
        from seen in report.Unhealthy
        where seen.Flaw == Flaw.NotAllowed
        select $"the host of agent {report.Agent} does not let it probe {seen.Endpoint}: see the agent's log";

    /// <summary>None of them degrades the cluster: it works, and somebody has something to mend.</summary>
    private static IEnumerable<Notice> Some(IEnumerable<string> texts)
    {
        var all = texts.ToList();
        return all.Take(Most)
            .Concat(all.Count > Most ? [$"and {all.Count - Most} more of that kind"] : [])
            .Select(static t => new Notice(t, Degrades: false));
    }
}
