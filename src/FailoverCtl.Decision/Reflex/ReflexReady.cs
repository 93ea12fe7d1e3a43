using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;

namespace FailoverCtl.Decision.Reflex;

/// <summary>What changed: what is left out of the answers from now on, what to record, and what to tell the operator.</summary>
/// <param name="Hidden">All of it, in order.</param>
public sealed record ReflexReady(
    EquatableArray<EndpointId> Hidden,
    EquatableArray<JournalEvent> Events,
    EquatableArray<string> Sentences
);
