using FailoverCtl.CommandLine.Output;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Snapshots;

/// <summary>One thing that is not as it should be, said on top of the status.</summary>
/// <param name="Degrades">It makes the exit code 3.</param>
public sealed record Notice(string Text, bool Degrades)
{
    /// <summary>The worst first: damage, stops, losses, lagging servers, chosen modes.</summary>
    public static IReadOnlyList<Notice> Of(ClusterSnapshot snapshot) =>
        [
            .. snapshot.Problems.Select(Bad),
            .. Nobody(snapshot),
            .. Stops(snapshot),
            .. Sites(snapshot),
            .. Withdrawn(snapshot),
            .. snapshot.DnsServers.Select(Dns).OfType<Notice>(),
            .. snapshot.DnsServers.Where(d => !d.Hidden.IsEmpty).Select(Reflex),
            .. EvidenceNotices.Of(snapshot),
            .. Modes(snapshot),
        ];

    private static IEnumerable<Notice> Nobody(ClusterSnapshot snapshot)
    {
        if (snapshot.Controllers.IsEmpty)
        {
            yield return Bad("no controller has a heartbeat in the store: nobody acts");
        }

        foreach (var stopped in snapshot.Controllers.Where(c => c.Stopped is not null).GroupBy(c => c.Stopped))
        {
            yield return Bad(
                $"nothing is written by {string.Join(", ", stopped.Select(c => c.Id))}: {stopped.Key} "
                    + "(failoverctl recover --dry-run)"
            );
        }
    }

    private static IEnumerable<Notice> Stops(ClusterSnapshot snapshot)
    {
        if (snapshot.Ledger.Latches.Freeze is { } freeze)
        {
            yield return Bad(
                $"FROZEN: {freeze.Reason} ({string.Join(", ", freeze.Domains)}); automation drains nothing. "
                    + "To end it: failoverctl release freeze --reason ..."
            );
        }

        foreach (var hold in snapshot.Holds?.Items ?? [])
        {
            yield return Bad(
                $"HELD: {hold.Scope} by {hold.By} since {Words.Time(hold.Since)}: {hold.Reason} "
                    + $"(failoverctl release {hold.Id})"
            );
        }
    }

    private static IEnumerable<Notice> Sites(ClusterSnapshot snapshot)
    {
        foreach (var drain in snapshot.Ledger.Latches.Drains)
        {
            yield return Bad($"site {drain.Site} is drained ({Words.Of(drain.Cause)})");
        }

        foreach (var (site, condition) in snapshot.Seer?.Sites ?? SortedMap<SiteId, SiteCondition>.Empty)
        {
            if (condition != SiteCondition.Healthy && snapshot.Ledger.Latches.DrainOf(site) is null)
            {
                yield return Bad($"site {site} is {Words.Of(condition)} and not drained");
            }
        }
    }

    private static IEnumerable<Notice> Withdrawn(ClusterSnapshot snapshot)
    {
        if (snapshot.Ledger.Latches.Withdrawals is { IsEmpty: false } withdrawn)
        {
            yield return Bad(
                withdrawn.Count == 1
                    ? $"{withdrawn[0].Endpoint} is withdrawn from the answers"
                    : $"{withdrawn.Count} endpoints are withdrawn from the answers"
            );
        }
    }

    private static Notice? Dns(DnsServerState state) =>
        state.Standing switch
        {
            DnsStanding.Behind => Bad($"DNS server {state.Server.Id} is behind, at epoch {state.Epoch}"),
            DnsStanding.Unreachable => Bad($"DNS server {state.Server.Id} does not answer {state.AskedBy}"),
            DnsStanding.Level or DnsStanding.Unknown => null,
        };

    private static Notice Reflex(DnsServerState state) =>
        Bad(
            $"DNS server {state.Server.Id} leaves {Words.Count(state.Hidden.Count, "endpoint")} out of its answers by its "
                + $"own reflex, for the store was silent: {string.Join(", ", state.Hidden)}; the next epoch ends it"
        );

    private static IEnumerable<Notice> Modes(ClusterSnapshot snapshot)
    {
        var mode = snapshot.Topology?.Policy.Mode ?? snapshot.Ledger.Mode;
        if (mode != Mode.Act)
        {
            yield return new($"mode {Words.Of(mode)}: {Words.Meaning(mode)}", Degrades: false);
        }

        foreach (var service in snapshot.Topology?.Services.Values ?? [])
        {
            if (service.Mode is { } own && own != mode)
            {
                yield return new($"service {service.Id} is in mode {Words.Of(own)}: {Words.Meaning(own)}", false);
            }
        }
    }

    private static Notice Bad(string text) => new(text, Degrades: true);
}
