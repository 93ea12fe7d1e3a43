using FailoverCtl.Domain.Ledger;
using FailoverCtl.Simulation.Store;

namespace FailoverCtl.Simulation.Processes;

/// <summary>One life's reading of topologies: one at a time, and what came last while it was under way is what counts.</summary>
public sealed class TopologyReader(ControllerProcess process, Action<Stored<LedgerEntry>> read)
{
    private Stored<LedgerEntry>? _wanted;
    private bool _reads;

    /// <summary>Whether the topology that an entry cites is at hand, and no other on its way.</summary>
    public bool Has(Stored<LedgerEntry>? stored) =>
        stored is null || (stored.Value.TopologyHash == process.TopologyHash && !_reads);

    public void Read(Stored<LedgerEntry> stored)
    {
        _wanted = _wanted?.ModifyIndex > stored.ModifyIndex ? _wanted : stored;
        if (_reads)
        {
            return;
        }

        _reads = true;
        process.After(
            process.TopologyLate + process.Cluster.Servers.Delay(process.Host),
            () =>
            {
                _reads = false;
                read(_wanted);
            }
        );
    }
}
