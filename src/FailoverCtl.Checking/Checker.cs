using FailoverCtl.Checking.Records;
using FailoverCtl.Checking.Rules;
using FailoverCtl.Checking.Truth;
using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Checking;

/// <summary>
/// Reads journals, and nothing else, and says where an invariant was broken. It shares no code with planner and guards: a
/// mistake there must not be made here too.
/// </summary>
public static class Checker
{
    public static EquatableArray<Violation> Check(
        IReadOnlyList<ProcessJournal> journals,
        Clock clock = Clock.PerProcess,
        GroundTruth? truth = null
    )
    {
        var records = new AllRecords(journals);
        var found = new Findings();
        IRule[] rules =
        [
            new ChainHolds(),
            new NeverEmpty(),
            new LastSiteStays(),
            new CorrelatedFailureFreezes(),
            new VotesAreReal(),
            new BoardIsCurrent(),
            new TopologyIsCurrent(),
            new TopologyMovesNothing(),
            new FenceEachWrite(clock),
            new OneExecutorPerEpoch(),
            new FailStatic(),
            new OnlyRecoveryEndsRewind(),
            new ReflexHasGround(),
            new ReflexIsBounded(),
            new AnswersFollowTheLedger(),
            new OperatorWins(),
            new DrainsEndAsSaid(),
            new ActionsAreRecorded(),
            .. truth is null ? Array.Empty<IRule>() : [new HealthyStays(truth)],
        ];
        foreach (var moment in records.Walk(clock))
        {
            foreach (var rule in rules)
            {
                rule.See(moment, found);
            }
        }

        return found.All;
    }
}
