using FailoverCtl.Dns.Zones;

namespace FailoverCtl.Dns.State;

/// <summary>What became of a ledger entry that was offered to the DNS role.</summary>
public abstract record Offer
{
    private Offer() { }

    /// <summary>It is on disk and not answered yet: <see cref="DnsRole.Answer"/> does that.</summary>
    /// <param name="Snapshot">The zone with nothing hidden.</param>
    /// <param name="NotSaved">As in <see cref="Applied"/>.</param>
    public sealed record Saved(SavedState State, ZoneSnapshot Snapshot, StateProblem? NotSaved) : Offer;

    /// <summary>It is answered now.</summary>
    /// <param name="NotSaved">
    /// Null: also on disk. Otherwise the role is degraded: the newest steering is answered from memory, and a restart
    /// without the store would find an older one, which it would know to be older. Offer it again to retry.
    /// </param>
    public sealed record Applied(long Epoch, StateProblem? NotSaved) : Offer;

    /// <summary>It was answered already.</summary>
    /// <param name="NotSaved">As in <see cref="Applied"/>.</param>
    public sealed record Unchanged(long Epoch, StateProblem? NotSaved) : Offer;

    /// <summary>The answers stay as they were.</summary>
    /// <param name="Sentence">What, why and what to do, for the operator.</param>
    public sealed record Refused(OfferRefusal Why, string Sentence) : Offer;
}

public enum OfferRefusal
{
    /// <summary>The store was rewound, or the reader is behind (I-15).</summary>
    OlderEpoch,

    /// <summary>The epoch in force with another proposal or other content: two truths under one number (I-09).</summary>
    SameEpochOtherContent,
    OtherCluster,

    /// <summary>Written by a newer program: its meaning is not known here.</summary>
    OtherSchema,

    /// <summary>The topology's bytes are not what the entry cites, or cannot be read.</summary>
    BadTopology,

    /// <summary>A declared name would lose its last address (I-01).</summary>
    WouldBeEmpty,

    /// <summary>The topology makes no zone, for another reason than emptiness.</summary>
    BadZone,
}
