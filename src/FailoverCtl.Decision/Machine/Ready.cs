using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Decision.Machine;

/// <summary>What is ready: events to record first, then effects to run. At most one is outstanding.</summary>
public sealed record Ready(EquatableArray<JournalEvent> Events, EquatableArray<Effect> Effects);

/// <summary>Something that Control shall do once the events are durable.</summary>
public abstract record Effect;

/// <summary>Commit the plan's first step: cas on the ledger, check-index on the holds, the intents' outcomes with it.</summary>
/// <param name="Draft">The entry without a proposal id, which Control draws.</param>
public sealed record Propose(
    Plan Plan,
    LedgerEntry Draft,
    ulong LedgerIndex,
    ulong HoldsIndex,
    EquatableArray<IntentChange> Intents
) : Effect;

/// <summary>Write the outcome of an intent that needs no epoch.</summary>
public sealed record AnswerIntent(IntentChange Change) : Effect;

/// <summary>Someone should look at this.</summary>
public sealed record Alarm(string What) : Effect;

/// <param name="ModifyIndex">Of the intent as it was read: it is changed only from there.</param>
public sealed record IntentChange(Intent Intent, ulong ModifyIndex);
