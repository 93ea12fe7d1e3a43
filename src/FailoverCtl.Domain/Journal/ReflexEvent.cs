using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Journal;

/// <summary>
/// A DNS role answers its epoch without some addresses, or no longer does, or says why it leaves dead ones in (I-13). Each
/// event carries the whole state, and what is needed to judge it: no controller and no epoch stands behind it.
/// </summary>
/// <param name="Epoch">The epoch that is answered without <paramref name="Hidden"/>.</param>
/// <param name="Hidden">All that is left out from now on, in order; empty: the answers are those of the epoch.</param>
/// <param name="Votes">What condemned each hidden endpoint at the moment when it was hidden, in the same order.</param>
/// <param name="Heard">The fresh reports that new votes rest on; empty when nothing is newly hidden.</param>
/// <param name="SilentMilliseconds">Age of the last consistent read that the store answered, counted from its start.</param>
/// <param name="Reasons">Sentences for the operator: what changed and why, and why a condemned address stays.</param>
public sealed record ReflexEvent(
    long Epoch,
    EquatableArray<EndpointId> Hidden,
    EquatableArray<Vote> Votes,
    EquatableArray<HeardReport> Heard,
    long SilentMilliseconds,
    EquatableArray<string> Reasons
) : JournalEvent;
