using FailoverCtl.Decision.Machine;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Simulation.Places;
using FailoverCtl.Simulation.Processes;
using FailoverCtl.Simulation.Run;
using FailoverCtl.Simulation.Store;

namespace FailoverCtl.Tests.Core.Checking.Mutants;

/// <summary>
/// A controller that does not look at a part of the ledger: its machine is shown another value there, and its journal says
/// what really stood there, as that of a machine without the check would.
/// </summary>
internal abstract class Masked(Cluster cluster, Host host, ControllerId id, string name)
    : ControllerProcess(cluster, host, id, name)
{
    private readonly SortedDictionary<string, LedgerEntry> _real = new(StringComparer.Ordinal);

    public override string? Append(IReadOnlyList<JournalEvent> events, long at) =>
        base.Append([.. events.Select(Unmask)], at);

    protected abstract LedgerEntry Mask(LedgerEntry entry);

    protected override LedgerRead LedgerOf(Stored<LedgerEntry>? stored)
    {
        var read = base.LedgerOf(stored);
        if (read.Entry is not { } entry)
        {
            return read;
        }

        _real[entry.Proposal] = entry;
        return read with { Entry = Mask(entry) };
    }

    private JournalEvent Unmask(JournalEvent item) =>
        item is LedgerEvent ledger && _real.TryGetValue(ledger.Entry.Proposal, out var real)
            ? ledger with
            {
                Entry = real,
            }
            : item;
}
