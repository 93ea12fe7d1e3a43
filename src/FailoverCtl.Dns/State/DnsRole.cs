using System.Text.Json;
using FailoverCtl.Dns.Serving;
using FailoverCtl.Dns.Zones;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Dns.State;

/// <summary>
/// What a DNS server does with the ledger entries it is shown: refuse what would move it backwards, build the zone,
/// save, publish. Knows no store; may be called by any thread.
/// </summary>
/// <param name="cluster">The installation it belongs to; null: that of the first entry it takes.</param>
public sealed class DnsRole(string? cluster, StateFile file, PublishedZone zone)
{
    /// <summary>Held over the disk, which may hang. Taken before the gate, never within it.</summary>
    private readonly Lock _disk = new();

    /// <summary>Of what is answered: never held over the disk.</summary>
    private readonly Lock _gate = new();
    private SavedState? _inForce;

    /// <summary>The newest that went to the disk: at most one step ahead of what is answered.</summary>
    private LedgerEntry? _newest;
    private StateProblem? _notSaved;

    /// <summary>False: nothing is known, so nothing shall be bound: resolvers go elsewhere.</summary>
    public bool HasState => InForce is not null;

    /// <summary>The entry that is answered; null: none yet.</summary>
    public LedgerEntry? InForce
    {
        get
        {
            lock (_gate)
            {
                return _inForce?.Entry;
            }
        }
    }

    /// <summary>Publishes the last state from disk, without any store.</summary>
    /// <returns>Found: it is answered now. Failed: nothing is.</returns>
    public StateRead Load()
    {
        lock (_disk)
        {
            var read = file.Read();
            if (read is not StateRead.Found found || found.State.Entry == InForce)
            {
                return read;
            }

            if (Check(found.State, InForce, out var snapshot) is { } refused)
            {
                return new StateRead.Failed(
                    new(StateProblemKind.Unusable, $"the DNS state {file.Path} is not used: {refused.Sentence}")
                );
            }

            _newest = found.State.Entry;
            lock (_gate)
            {
                Publish(found.State, snapshot!, snapshot!);
            }

            return found;
        }
    }

    /// <summary>Saves and answers, nothing hidden.</summary>
    /// <param name="topology">The document that the entry cites.</param>
    public Offer Offer(TopologyDocument topology, LedgerEntry entry)
    {
        var offer = Save(topology, entry);
        return offer is Offer.Saved saved ? Answer(saved, []) : offer;
    }

    /// <summary>
    /// The first half of an offer, which may take as long as a disk that hangs; meanwhile the answers stay as they are, and
    /// <see cref="Hide"/> waits for nothing.
    /// </summary>
    /// <param name="topology">The document that the entry cites.</param>
    /// <returns><see cref="Offer.Saved"/>, or what became of it without an answer.</returns>
    public Offer Save(TopologyDocument topology, LedgerEntry entry)
    {
        lock (_disk)
        {
            var state = new SavedState(topology, entry);
            if (InForce == entry)
            {
                _notSaved = _notSaved is null ? null : Write(state);
                return new Offer.Unchanged(entry.Epoch, _notSaved);
            }

            if (Check(state, _newest, out var snapshot) is { } refused)
            {
                return refused;
            }

            // Saved before it is answered, so that no restart answers less than what was answered. A disk that does not
            // take it must not keep dead addresses in the answers: then it is answered from memory and said so.
            _notSaved = Write(state);
            _newest = entry;
            return new Offer.Saved(state, snapshot!, _notSaved);
        }
    }

    /// <summary>The second half: touches no disk.</summary>
    /// <param name="hidden">What the reflex goes on to leave out under this entry: no answer may show it in between.</param>
    public Offer Answer(Offer.Saved saved, EquatableArray<EndpointId> hidden)
    {
        lock (_gate)
        {
            var (state, snapshot, notSaved) = saved;
            if (_inForce?.Entry == state.Entry)
            {
                return new Offer.Unchanged(state.Entry.Epoch, notSaved);
            }

            // Another one may have come first since it was saved.
            if (CheckFence(state.Entry, _inForce?.Entry) is { } late)
            {
                return late;
            }

            var decided = snapshot;
            if (!hidden.IsEmpty && CheckZone(state, hidden, out snapshot) is { } refused)
            {
                return refused;
            }

            Publish(state, snapshot!, decided);
            return new Offer.Applied(state.Entry.Epoch, notSaved);
        }
    }

    /// <summary>
    /// Answers the entry in force without these endpoints, and all others as it says: the same epoch, and not on disk, so that
    /// a restart answers what the ledger decided. None: the entry as it is.
    /// </summary>
    /// <returns>Null when it is answered so; otherwise why the answers stayed as they were.</returns>
    public string? Hide(EquatableArray<EndpointId> hidden)
    {
        lock (_gate)
        {
            if (_inForce is not { } state)
            {
                return "there is no epoch that addresses could be left out of";
            }

            if (CheckZone(state, hidden, out var snapshot) is { } refused)
            {
                return refused.Sentence;
            }

            // What was decided stays what secondaries get: they keep it longer than a reflex lasts.
            Publish(state, snapshot!, zone.Decided!);
            return null;
        }
    }

    private Offer.Refused? Check(SavedState state, LedgerEntry? current, out ZoneSnapshot? snapshot)
    {
        snapshot = null;
        return CheckFence(state.Entry, current) ?? CheckZone(state, [], out snapshot);
    }

    private Offer.Refused? CheckFence(LedgerEntry entry, LedgerEntry? current)
    {
        if (entry.Schema != LedgerEntry.CurrentSchema)
        {
            return new(
                OfferRefusal.OtherSchema,
                $"epoch {entry.Epoch} has schema {entry.Schema}, this program knows {LedgerEntry.CurrentSchema}: update this DNS server"
            );
        }

        if ((cluster ?? current?.Cluster) is { } mine && mine != entry.Cluster)
        {
            return new(
                OfferRefusal.OtherCluster,
                $"epoch {entry.Epoch} belongs to cluster '{entry.Cluster}', this server to '{mine}': check which store it reads"
            );
        }

        // The same again: on disk, and its answer was refused or is still to come.
        if (current is null || entry.Epoch > current.Epoch || entry == current)
        {
            return null;
        }

        return entry.Epoch < current.Epoch
            ? new(
                OfferRefusal.OlderEpoch,
                $"epoch {entry.Epoch} is older than epoch {current.Epoch} in force here: the ledger was rewound or the reader is behind; if it stays so, see failoverctl recover"
            )
            : new(
                OfferRefusal.SameEpochOtherContent,
                $"epoch {entry.Epoch} comes with proposal {entry.Proposal}, in force here is the same epoch with proposal {current.Proposal}: the ledger was rewritten; see failoverctl recover"
            );
    }

    private static Offer.Refused? CheckZone(
        SavedState state,
        EquatableArray<EndpointId> hidden,
        out ZoneSnapshot? snapshot
    )
    {
        snapshot = null;
        Domain.Topology.Topology topology;
        try
        {
            topology = TopologyDocument.Read(state.Entry.TopologyHash, state.Topology.Bytes.Span);
        }
        catch (JsonException e)
        {
            return new(OfferRefusal.BadTopology, $"epoch {state.Entry.Epoch}: {e.Message}");
        }

        if (topology.Cluster != state.Entry.Cluster)
        {
            return new(
                OfferRefusal.OtherCluster,
                $"epoch {state.Entry.Epoch} belongs to cluster '{state.Entry.Cluster}', its topology to '{topology.Cluster}'"
            );
        }

        switch (ZoneBuilder.Build(topology, state.Entry, hidden))
        {
            case ZoneBuild.Built built:
                snapshot = built.Snapshot;
                return null;
            case ZoneBuild.Refused { Refusal: var refusal }:
                return new(
                    refusal.Kind == ZoneRefusalKind.WouldBeEmpty ? OfferRefusal.WouldBeEmpty : OfferRefusal.BadZone,
                    refusal.Sentence
                );
            default:
                throw new InvalidOperationException("a zone build is Built or Refused");
        }
    }

    private StateProblem? Write(SavedState state)
    {
        var problem = file.Write(state);
        if (problem is null)
        {
            return null;
        }

        var rest = file.TrySetAside()
            ? $"the older state was set aside as {file.Path}.behind, which a restart reports"
            : "the older state still stands on disk: do not restart this server while the store is away";
        return problem with
        {
            Sentence = $"{problem.Sentence}; epoch {state.Entry.Epoch} is answered from memory; {rest}",
        };
    }

    private void Publish(SavedState state, ZoneSnapshot answered, ZoneSnapshot decided)
    {
        _inForce = state;
        zone.Publish(answered, decided);
    }
}
