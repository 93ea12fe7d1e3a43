using FailoverCtl.Domain.Ledger;
using FailoverCtl.Simulation.Processes;
using FailoverCtl.Simulation.Run;
using FailoverCtl.Simulation.Store;

namespace FailoverCtl.Simulation.Faults;

/// <summary>What goes wrong between controllers and store, and among the store's servers: the themes of the families.</summary>
public sealed class CoordinationFaults(Cluster cluster)
{
    /// <returns>What ends it; null when it happens in a moment.</returns>
    public Action? Start(Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.RepliesLost:
                cluster.Trouble.RepliesToLose += fault.Amount;
                return () => cluster.Trouble.RepliesToLose = 0;
            case FaultKind.PausedAtBoundary:
                cluster.Pauses.Arm(Enum.Parse<PauseBoundary>(fault.Subject), fault.Amount);
                return cluster.Pauses.Clear;
            case FaultKind.Twin:
                return Twin(fault);
            case FaultKind.WatchBehind:
                return Behind(Controller(fault), (Documents)fault.Amount);
            case FaultKind.WatchLate:
                Controller(fault).WatchLate += fault.Amount;
                return () => Controller(fault).WatchLate -= fault.Amount;
            case FaultKind.TopologyApplied:
                cluster.Desk.ApplyTopology();
                return null;
            case FaultKind.TopologyLate:
                Controller(fault).TopologyLate += fault.Amount;
                return () => Controller(fault).TopologyLate -= fault.Amount;
            case FaultKind.OtherSchema:
                cluster.Desk.ChangeSchema(LedgerEntry.CurrentSchema + 1);
                return () => cluster.Desk.ChangeSchema(LedgerEntry.CurrentSchema);
            case FaultKind.LeaderKilled:
                return Servers.KillLeader();
            case FaultKind.LeaderKilledAtCommit:
                cluster.Trouble.LeaderDiesFor.Enqueue(fault.Amount);
                return cluster.Trouble.LeaderDiesFor.Clear;
            case FaultKind.QuorumLost:
                return KillAllButOne();
            case FaultKind.DrainWithAnEnd:
                cluster.Desk.DrainFor(new(fault.Subject), fault.Amount);
                return null;
            case FaultKind.TopologyAsked:
                cluster.Desk.AskTopology();
                return null;
            default:
                throw new InvalidOperationException($"{fault.Kind} is no fault of coordination");
        }
    }

    private StretchedServers Servers =>
        cluster.Servers as StretchedServers
        ?? throw new InvalidOperationException("only a stretched store has servers that die one by one");

    private ControllerProcess Controller(Fault fault) => cluster.Controllers.First(c => c.Name == fault.Subject);

    private Action Twin(Fault fault)
    {
        var first = Controller(fault);
        var twin = cluster.Twins.First(t => t.Id == first.Id);
        twin.Start();
        return fault.Amount == 0 ? twin.Kill : first.Kill;
    }

    private static Action Behind(ControllerProcess controller, Documents documents)
    {
        controller.QueriesBehind[documents] = controller.QueriesBehind.GetValueOrDefault(documents) + 1;
        return () =>
        {
            controller.QueriesBehind[documents]--;
            // Its next query brings what it was behind with, whether anything is new or not.
            foreach (var watch in controller.Watches.Where(w => w.Documents == documents))
            {
                watch.Wake();
            }
        };
    }

    private Action KillAllButOne()
    {
        var servers = Servers;
        var dead = Enumerable.Range(0, servers.Hosts.Count - 1).ToArray();
        foreach (var server in dead)
        {
            servers.Kill(server, 1);
        }

        return () =>
        {
            foreach (var server in dead)
            {
                servers.Kill(server, -1);
            }
        };
    }
}
