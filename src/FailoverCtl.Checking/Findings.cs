using FailoverCtl.Checking.Records;
using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Checking;

/// <summary>Gathers violations; a rule that is broken on every line is cut off where nobody would read on.</summary>
internal sealed class Findings
{
    private const int PerRuleMax = 1_000;

    private readonly List<Violation> _all = [];
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public EquatableArray<Violation> All => _all.ToEquatableArray();

    public void Add(string rule, Moment moment, string sentence)
    {
        var count = _counts[rule] = _counts.GetValueOrDefault(rule) + 1;
        if (count <= PerRuleMax)
        {
            _all.Add(new(rule, moment.Journal.Name, moment.Line.Sequence, sentence));
        }
    }
}
