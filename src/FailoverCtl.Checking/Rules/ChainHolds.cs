using FailoverCtl.Checking.Records;
using FailoverCtl.Domain.Journal;

namespace FailoverCtl.Checking.Rules;

/// <summary>I-14: a journal is whole up to a torn last record; what was altered, removed or moved is no witness.</summary>
internal sealed class ChainHolds : IRule
{
    public void See(Moment moment, Findings found)
    {
        if (
            moment.Journal.Fault is { Kind: not JournalFaultKind.Torn } fault
            && ReferenceEquals(moment.Line, moment.Journal.Lines[^1])
        )
        {
            found.Add("I-14", moment, $"{fault.Sentence}; nothing after it was checked");
        }
    }
}
