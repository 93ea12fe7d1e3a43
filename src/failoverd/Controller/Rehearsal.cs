using FailoverCtl.Decision.Machine;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;

namespace FailoverCtl.Daemon.Controller;

using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary>
/// Plays the loss of each site through a machine of its own before the first real input: it tells the operator at the
/// start what each loss would do, and it has the code of the worst day compiled before that day.
/// </summary>
internal static class Rehearsal
{
    /// <returns>One sentence per site.</returns>
    public static IReadOnlyList<string> Run(Topology topology, string topologyHash) =>
        [.. topology.Sites.Keys.Select(site => Lose(site, topology, topologyHash))];

    private static string Lose(SiteId site, Topology topology, string topologyHash)
    {
        var self = new Self(new("rehearsal"), 1, null);
        var machine = new ControlMachine(self);
        var entry = new LedgerEntry(
            topology.Cluster,
            LedgerEntry.CurrentSchema,
            1,
            self.AsAuthor,
            "rehearsal",
            new("rehearsal", 1, 1),
            topologyHash,
            new(CauseKind.Init, topology.Cluster, "rehearsal"),
            SortedMap<AgentId, Mark>.Empty,
            topology.Policy.Mode,
            Latches.None,
            SteeringMap.AsDeclared
        );
        machine.Step(new TopologyRead(0, topologyHash, topology));
        foreach (var server in topology.DnsServers.Keys)
        {
            machine.Step(new TargetRead(-1, server, null));
        }

        machine.Step(new LedgerRead(0, entry, 1));
        machine.Step(new HoldsRead(0, new(topology.Cluster, 1, []), 1));
        machine.Step(new StoreAnswered(0, 0));
        foreach (var vantage in topology.VantagePoints.Values.Where(v => v.Site != site))
        {
            // The first report of an agent may be old and does not count; the second has been seen to move.
            machine.Step(new ReportRead(0, Accuse(site, vantage.Id, topology, topologyHash, 1), 2));
            machine.Step(new ReportRead(0, Accuse(site, vantage.Id, topology, topologyHash, 2), 3));
        }

        var proposed = machine.TakeReady(0)?.Effects.OfType<Propose>().FirstOrDefault();
        return proposed is null
            ? $"loss of {site}: nothing would be committed{(machine.Waiting is { } waiting ? $" ({waiting.Why})" : "")}"
            : $"loss of {site}: {proposed.Plan.Next.Why}";
    }

    private static Report Accuse(SiteId site, AgentId agent, Topology topology, string topologyHash, long sequence) =>
        new(
            agent,
            1,
            sequence,
            topologyHash,
            Blind: false,
            HealthyCount: 0,
            topology
                .Endpoints.Where(e => e.Site == site)
                .Select(e => new Observation(
                    e,
                    ObservedState.Down,
                    FailureKind.Refused,
                    topology.Policy.HardConfirmations,
                    0,
                    topology.Policy.ConfirmationPeriodMilliseconds
                ))
                .ToEquatableArray(),
            []
        );
}
