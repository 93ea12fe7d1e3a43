using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Control.Reflex;

/// <summary>What the reflex needs of the world. Nothing here waits: calls begin something, and the loop hears of its end.</summary>
public interface IReflexPort
{
    /// <summary>Begins a consistent read of ledger and holds; ends with <see cref="ReflexLoop.StoreRead"/>,
    /// <see cref="ReflexLoop.StoreRefused"/> or <see cref="ReflexLoop.StoreFailed"/>, exactly once.</summary>
    /// <param name="waiting">Reads that still wait: their servers may hang, so this one should begin with another.</param>
    void ReadStore(long askedAt, int waiting);

    /// <summary>Asks an agent for its report; ends with <see cref="ReflexLoop.Asked"/>, exactly once.</summary>
    void AskAgent(VantagePoint agent);

    /// <summary>Answers the epoch in force without these; all others as the ledger says.</summary>
    /// <returns>Null when it is answered so; otherwise why the answers stayed as they were.</returns>
    string? Hide(EquatableArray<EndpointId> hidden);

    /// <summary>Records what has happened. What is answered must not depend on the disk: nothing waits for it.</summary>
    void Record(EquatableArray<JournalEvent> events, long at);

    /// <summary>For the operator's eyes.</summary>
    void Say(string sentence);
}
