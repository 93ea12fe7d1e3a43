using FailoverCtl.Checking.Records;
using FailoverCtl.Domain.Journal;

namespace FailoverCtl.Checking.Rules;

/// <summary>
/// I-15: after the store went back, or lost what it must have, a controller goes on only when an operator has recovered an
/// epoch above all that it had read; that the store looks right again is no reason.
/// </summary>
internal sealed class OnlyRecoveryEndsRewind : IRule
{
    private const string Rule = "I-15";

    /// <summary>The epoch that each process had read when it stopped, by journal.</summary>
    private readonly SortedDictionary<string, long> _stopped = new(StringComparer.Ordinal);

    public void See(Moment moment, Findings found)
    {
        switch (moment.Event)
        {
            case StartEvent:
                _stopped.Remove(moment.Journal.Name);
                break;
            case ModeEvent { Mode: CoordinationMode.Rewound }:
                _stopped.TryAdd(moment.Journal.Name, moment.Life.Ledger?.Epoch ?? 0);
                break;
            case ModeEvent mode when _stopped.Remove(moment.Journal.Name, out var epoch):
                if ((moment.Life.Ledger?.LastRecovery ?? 0) <= epoch)
                {
                    found.Add(
                        Rule,
                        moment,
                        $"the mode became {mode.Mode} after the store went back from epoch {epoch}, "
                            + $"and no epoch above {epoch} was recovered by an operator"
                    );
                }

                break;
        }
    }
}
