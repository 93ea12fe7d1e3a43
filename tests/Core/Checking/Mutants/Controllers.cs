using FailoverCtl.Control.Ports;
using FailoverCtl.Decision.Machine;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Simulation.Places;
using FailoverCtl.Simulation.Processes;
using FailoverCtl.Simulation.Run;
using FailoverCtl.Simulation.Store;

namespace FailoverCtl.Tests.Core.Checking.Mutants;

/// <summary>M2: the epoch is looked at when the plan is made, and not again when it is committed.</summary>
internal sealed class CommitsWithoutCas(Cluster cluster, Host host, ControllerId id, string name)
    : ControllerProcess(cluster, host, id, name)
{
    protected override bool Apply(Commit commit) =>
        base.Apply(commit with { LedgerIndex = Cluster.Store.Ledger!.ModifyIndex });
}

/// <summary>M2: the holds are looked at when the plan is made, and not again when it is committed.</summary>
internal sealed class CommitsOverHolds(Cluster cluster, Host host, ControllerId id, string name)
    : ControllerProcess(cluster, host, id, name)
{
    protected override bool Apply(Commit commit) =>
        base.Apply(commit with { HoldsIndex = Cluster.Store.Holds!.ModifyIndex });
}

/// <summary>M11: the holds are read once.</summary>
internal sealed class ReadsHoldsOnce(Cluster cluster, Host host, ControllerId id, string name)
    : ControllerProcess(cluster, host, id, name)
{
    private HoldsRead? _first;

    protected override HoldsRead HoldsOf(Stored<Holds>? stored) => _first ??= base.HoldsOf(stored);

    protected override bool Apply(Commit commit) =>
        base.Apply(commit with { HoldsIndex = Cluster.Store.Holds!.ModifyIndex });
}

/// <summary>M15: a read is as fresh as its answer.</summary>
internal sealed class FreshByAnswer(Cluster cluster, Host host, ControllerId id, string name)
    : ControllerProcess(cluster, host, id, name)
{
    protected override long AskedAt(long askedAt) => Now;
}

/// <summary>M25: a commit that was answered was won; what was answered does not matter.</summary>
internal sealed class BelievesTheReply(Cluster cluster, Host host, ControllerId id, string name)
    : ControllerProcess(cluster, host, id, name)
{
    protected override void Replied(Commit commit, bool answered)
    {
        base.Replied(commit, answered);
        if (answered)
        {
            var store = Cluster.Store;
            Loop!.FenceRead(Now, Now, new(Now, commit.Entry, store.Index), HoldsOf(store.Holds));
        }
    }
}

/// <summary>M26: what the ledger cites is not compared with the own board; it sees it cite what it has.</summary>
internal sealed class PlansOnAnyBoard(Cluster cluster, Host host, ControllerId id, string name)
    : Masked(cluster, host, id, name)
{
    private SortedMap<AgentId, Mark> _heard = SortedMap<AgentId, Mark>.Empty;

    public override string? Append(IReadOnlyList<JournalEvent> events, long at)
    {
        foreach (var report in events.OfType<ReportEvent>().Select(r => r.Report))
        {
            _heard = _heard.Set(report.Agent, report.Mark);
        }

        return base.Append(events, at);
    }

    protected override void Begin()
    {
        _heard = SortedMap<AgentId, Mark>.Empty;
        base.Begin();
    }

    protected override LedgerEntry Mask(LedgerEntry entry) =>
        entry with
        {
            Evidence = SortedMap<AgentId, Mark>.From(_heard.Where(h => entry.Evidence.ContainsKey(h.Key))),
        };
}

/// <summary>The ledger's topology is not compared with the own one.</summary>
internal sealed class PlansWithAnyTopology(Cluster cluster, Host host, ControllerId id, string name)
    : Masked(cluster, host, id, name)
{
    protected override LedgerEntry Mask(LedgerEntry entry) => entry with { TopologyHash = TopologyHash };
}

/// <summary>Another process under the own name is taken for another controller.</summary>
internal sealed class IgnoresItsTwin(Cluster cluster, Host host, ControllerId id, string name)
    : ControllerProcess(cluster, host, id, name)
{
    protected override ControllerStatus Seen(ControllerStatus status) =>
        base.Seen(status) is var seen && seen.Id == Id && seen.Boot != Boot
            ? seen with
            {
                Id = new($"{Id}-other"),
            }
            : seen;
}
