using FailoverCtl.Checking.Records;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Checking.Rules;

/// <summary>
/// I-23: a drain that an operator asked for ends by an operator's word, or by an epoch of its own when it was given an end.
/// </summary>
internal sealed class DrainsEndAsSaid : IRule
{
    public void See(Moment moment, Findings found)
    {
        if (
            moment.Event
                is not LedgerEvent { Entry: { Cause.Kind: not (CauseKind.Intent or CauseKind.Recovery) } entry } ledger
            || !moment.IsFirstSightOf(ledger)
            || moment.Records.Entry(entry.Epoch - 1) is not { } parent
        )
        {
            return;
        }

        foreach (var drain in parent.Latches.Drains.Where(d => d.Cause == DrainCause.Operator))
        {
            if (entry.Latches.DrainOf(drain.Site) is null && WhyNot(drain, entry) is { } why)
            {
                found.Add("I-23", moment, $"epoch {entry.Epoch} ends the drain of {drain.Site} by {drain.By}: {why}");
            }
        }
    }

    private static string? WhyNot(Drain drain, LedgerEntry entry) =>
        drain.RemainingMilliseconds is null ? "nobody gave it an end"
        : entry.Cause.Kind != CauseKind.DrainOver ? $"its cause is {entry.Cause.Kind}"
        : null;
}
