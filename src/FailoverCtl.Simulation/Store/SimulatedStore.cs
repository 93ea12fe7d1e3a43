using FailoverCtl.Control.Ports;
using FailoverCtl.Decision.Machine;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Simulation.Store;

/// <summary>One value and the index at which it was last written.</summary>
public sealed record Stored<T>(T Value, ulong ModifyIndex);

/// <summary>What a watch follows.</summary>
public enum Documents
{
    Ledger,
    Holds,
    Reports,
    Heartbeats,
    Intents,
}

/// <summary>
/// The store's state machine as the consensus behind it leaves it: one index for all writes, check-and-set, all or
/// nothing. What can go wrong on the way to it lies in <see cref="StoreLine"/>.
/// </summary>
public sealed class SimulatedStore
{
    private readonly SortedDictionary<AgentId, Stored<Report>> _reports = [];
    private readonly SortedDictionary<ControllerId, Stored<ControllerStatus>> _heartbeats = [];
    private readonly SortedDictionary<string, Stored<Intent>> _intents = new(StringComparer.Ordinal);
    private readonly ulong[] _indexOf = new ulong[Enum.GetValues<Documents>().Length];

    /// <summary>Told after each change of such documents.</summary>
    public event Action<Documents>? Changed;

    /// <summary>Told of each ledger entry that replaces another, with the holds at that moment.</summary>
    public event Action<LedgerEntry?, LedgerEntry, Holds?>? Committed;

    public ulong Index { get; private set; }

    public Stored<LedgerEntry>? Ledger { get; private set; }

    public Stored<Holds>? Holds { get; private set; }

    public IEnumerable<Stored<Report>> Reports => _reports.Values;

    public IEnumerable<Stored<ControllerStatus>> Heartbeats => _heartbeats.Values;

    public IEnumerable<Stored<Intent>> Intents => _intents.Values;

    public ulong IndexOf(Documents documents) => _indexOf[(int)documents];

    /// <summary>All or nothing: cas on the ledger and the intents, check-index on the holds.</summary>
    public bool Commit(Commit commit)
    {
        var stands =
            (Ledger?.ModifyIndex ?? 0) == commit.LedgerIndex
            && (Holds?.ModifyIndex ?? 0) == commit.HoldsIndex
            && commit.Intents.All(Stands);
        if (!stands)
        {
            return false;
        }

        var before = Ledger?.Value;
        Index++;
        Ledger = new(commit.Entry, Index);
        foreach (var change in commit.Intents)
        {
            _intents[change.Intent.Id] = new(change.Intent, Index);
        }

        Committed?.Invoke(before, commit.Entry, Holds?.Value);
        Tell(Documents.Ledger);
        if (commit.Intents.Count > 0)
        {
            Tell(Documents.Intents);
        }

        return true;
    }

    /// <summary>What init writes; a scenario also uses it to damage the store, index and all.</summary>
    public void Put(LedgerEntry? entry)
    {
        Index++;
        Ledger = entry is null ? null : new(entry, Index);
        Tell(Documents.Ledger);
    }

    /// <summary>What a person's command commits: the next epoch, made of the one in force at that very moment.</summary>
    public void Follow(LedgerEntry entry)
    {
        var before = Ledger?.Value;
        Index++;
        Ledger = new(entry, Index);
        Committed?.Invoke(before, entry, Holds?.Value);
        Tell(Documents.Ledger);
    }

    public void Put(Holds? holds)
    {
        Index++;
        Holds = holds is null ? null : new(holds, Index);
        Tell(Documents.Holds);
    }

    public void Put(Report report)
    {
        _reports[report.Agent] = new(report, ++Index);
        Tell(Documents.Reports);
    }

    public void Put(ControllerStatus status)
    {
        _heartbeats[status.Id] = new(status, ++Index);
        Tell(Documents.Heartbeats);
    }

    public void Put(Intent intent)
    {
        _intents[intent.Id] = new(intent, ++Index);
        Tell(Documents.Intents);
    }

    public bool Change(IntentChange change)
    {
        if (!Stands(change))
        {
            return false;
        }

        Put(change.Intent);
        return true;
    }

    /// <summary>An older snapshot is put back: the ledger goes back, index and all (F-18).</summary>
    public void Restore(Stored<LedgerEntry> ledger)
    {
        Ledger = ledger;
        _indexOf[(int)Documents.Ledger] = ledger.ModifyIndex;
        Changed?.Invoke(Documents.Ledger);
    }

    /// <summary>Everything as it is now.</summary>
    public StoreSnapshot Snapshot() =>
        new(Ledger, Holds, [.. _reports.Values], [.. _heartbeats.Values], [.. _intents.Values], [.. _indexOf]);

    /// <summary>What was then is put back, index and all; writes go on counting from where they were, as Consul's do.</summary>
    public void Restore(StoreSnapshot snapshot)
    {
        (Ledger, Holds) = (snapshot.Ledger, snapshot.Holds);
        Replace(_reports, snapshot.Reports, r => r.Agent);
        Replace(_heartbeats, snapshot.Heartbeats, h => h.Id);
        Replace(_intents, snapshot.Intents, i => i.Id);
        snapshot.Indexes.CopyTo(_indexOf, 0);
        TellAll();
    }

    /// <summary>Someone deletes the whole prefix.</summary>
    public void Delete()
    {
        Index++;
        Empty(Index);
    }

    /// <summary>A new and empty store under the old address: its indexes start low.</summary>
    public void Rebuild()
    {
        Index = 0;
        Empty(0);
    }

    /// <summary>What failoverctl recover commits, in one transaction.</summary>
    public void Recover(LedgerEntry entry, Holds? holds, IReadOnlyList<Intent> closed)
    {
        var before = Ledger?.Value;
        Index++;
        Ledger = new(entry, Index);
        Holds = holds is null ? Holds : new(holds, Index);
        foreach (var intent in closed)
        {
            _intents[intent.Id] = new(intent, Index);
        }

        Committed?.Invoke(before, entry, Holds?.Value);
        Tell(Documents.Ledger);
        Tell(Documents.Holds);
        Tell(Documents.Intents);
    }

    private void Empty(ulong index)
    {
        (Ledger, Holds) = (null, null);
        _reports.Clear();
        _heartbeats.Clear();
        _intents.Clear();
        Array.Fill(_indexOf, index);
        TellAll();
    }

    private static void Replace<TKey, T>(
        SortedDictionary<TKey, Stored<T>> all,
        IReadOnlyList<Stored<T>> by,
        Func<T, TKey> key
    )
        where TKey : notnull
    {
        all.Clear();
        foreach (var stored in by)
        {
            all[key(stored.Value)] = stored;
        }
    }

    private void TellAll()
    {
        foreach (var documents in Enum.GetValues<Documents>())
        {
            Changed?.Invoke(documents);
        }
    }

    private bool Stands(IntentChange change) =>
        _intents.TryGetValue(change.Intent.Id, out var known) && known.ModifyIndex == change.ModifyIndex;

    private void Tell(Documents documents)
    {
        _indexOf[(int)documents] = Index;
        Changed?.Invoke(documents);
    }
}
