using FailoverCtl.Checking;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using Xunit;

namespace FailoverCtl.Tests.Core.Checking;

/// <summary>What a controller or a target with one check missing would leave behind, and the rule that must tell.</summary>
public sealed class MutantsTests
{
    private static readonly SortedDictionary<string, (Func<Story> Story, string Rule)> Mutants = new(
        StringComparer.Ordinal
    )
    {
        ["M1 a target without an epoch check"] = (TargetGoesBack, "I-09"),
        ["M2 holds are not read again before the commit"] = (IgnoresHold, "I-23"),
        ["M3 all records are deleted before new ones are added"] = (EmptyBetweenTwoWrites, "I-01"),
        ["M5 silent voters leave the denominator"] = (SilentLeaveDenominator, "I-06"),
        ["M6 old reports count"] = (() => Seen().Wait(3_600_000).PlansToWithdraw("a").Commits(), "I-06"),
        ["M7 unknown is treated as down"] = (UnknownIsDown, "I-06"),
        ["M10 no correlated freeze"] = (NoFreeze, "I-05"),
        ["M13 a rewind is ignored"] = (RewindIgnored, "I-13"),
        ["M15 freshness counts from the response"] = (StaleWrite, "I-12"),
        ["M18 a wrong answer is a loss"] = (WrongIsDown, "I-06"),
        ["M15 silence counts from the response"] = (
            () => InSilence().Hides(r => r with { SilentMilliseconds = 480 }, "a"),
            "I-13"
        ),
        ["M18 a wrong answer is a loss to the reflex"] = (WrongIsHidden, "I-13"),
        ["M22 no guard for the last sites"] = (LastSitesGo, "I-02"),
        ["M23 shedding load is a loss"] = (SheddingIsDown, "I-06"),
        ["M25 a lost commit is taken for a won one"] = (LostIsWon, "I-12"),
        ["M27 a reflex without votes"] = (() => InSilence().Hides(r => r with { Votes = [] }, "a"), "I-13"),
        ["M28 a reflex that empties a name"] = (() => InSilence("b", "c").Hides("a", "b", "c"), "I-01"),
        ["M29 a reflex while the store answers"] = (() => InSilence().Mode(CoordinationMode.Normal).Hides("a"), "I-13"),
        ["M30 a reflex that is not logged"] = (() => InSilence().Answers("www.example.test", "192.0.2.9"), "I-13"),
        ["M31 a reflex that never ends"] = (
            () => InSilence().Hides("a").Mode(CoordinationMode.Normal).Wait(60_000).Hides("a"),
            "I-13"
        ),
        ["M26 a plan on an older board than the ledger's"] = (OldBoard, "I-07"),
    };

    public static TheoryData<string> Names => [.. Mutants.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mutant_is_told_by_its_rule(string mutant)
    {
        var (story, rule) = Mutants[mutant];
        var rules = Checker.Check([story().Journal]).Select(v => v.Rule).Distinct();
        Assert.Contains(rule, rules);
    }

    private static Story Seen(Observation? c1 = null) =>
        Story.Of("k1").Hears("b1", Story.Sees("a")).Hears("c1", c1 ?? Story.Sees("a")).Hears("x1");

    private static Story InSilence(params string[] alsoDown)
    {
        var down = alsoDown.Prepend("a").Select(s => Story.Sees(s)).ToArray();
        return Story.OfDns("d1").Asks("a1", down).Asks("b1", down).Asks("c1", down).Asks("x1", down);
    }

    private static Story WrongIsHidden()
    {
        var wrong = Story.Sees("a", kind: FailureKind.WrongAnswer, forMilliseconds: 60_000);
        return Story.OfDns("d1").Asks("b1", wrong).Asks("c1", wrong).Asks("x1").Hides("a");
    }

    private static Story TargetGoesBack()
    {
        var story = Seen();
        var first = story.Ledger;
        return story.PlansToWithdraw("a").Commits().Takes("d1", story.Ledger).Takes("d1", first);
    }

    private static Story IgnoresHold() => Seen().Holds("service:www").PlansToWithdraw("a").Commits();

    private static Story EmptyBetweenTwoWrites()
    {
        var story = Story.Of("k1");
        return story
            .Takes("d1", story.Ledger, w => w with { After = SortedMap<EndpointId, int>.Empty })
            .Takes("d1", story.Ledger);
    }

    private static Story SilentLeaveDenominator() =>
        Story
            .Of("k1", SmallWorld.Of("a", "b", "c", "d"))
            .Hears("b1", Story.Sees("a"))
            .Hears("c1", Story.Sees("a"))
            .PlansToWithdraw(
                p =>
                    p with
                    {
                        Votes = p
                            .Votes.Select(v =>
                                v with
                                {
                                    Electorate = 2,
                                    Needed = 2,
                                    Votes = v.Votes.Where(d => !d.Speakers.IsEmpty).ToEquatableArray(),
                                }
                            )
                            .ToEquatableArray(),
                    },
                "a"
            )
            .Commits();

    private static Story UnknownIsDown() =>
        Seen(Story.Sees("a", ObservedState.Unknown, FailureKind.None)).PlansToWithdraw("a").Commits();

    private static Story WrongIsDown() =>
        Seen(Story.Sees("a", kind: FailureKind.WrongAnswer, forMilliseconds: 900)).PlansToWithdraw("a").Commits();

    private static Story SheddingIsDown() =>
        Seen(Story.Sees("a", kind: FailureKind.Shedding, forMilliseconds: 60_000)).PlansToWithdraw("a").Commits();

    private static Story NoFreeze() =>
        Story
            .Of("k1")
            .Hears("b1", Story.Sees("a"))
            .Hears("c1", Story.Sees("a"), Story.Sees("b"))
            .Hears("x1", Story.Sees("a"), Story.Sees("b"))
            .PlansToWithdraw("a")
            .Commits();

    private static Story RewindIgnored()
    {
        var story = Story.Of("k1").Mode(CoordinationMode.Rewound).Wait(50);
        return story.Plans(CauseKind.Adoption, story.Ledger.Steering, Latches.None).Commits();
    }

    private static Story StaleWrite()
    {
        var story = Story.Of("k1");
        return story.Takes("d1", story.Ledger, w => w with { FreshnessMilliseconds = 1_400 });
    }

    private static Story LastSitesGo() =>
        Story
            .Of("k1", SmallWorld.Topology with { Policy = new() { MinSites = 3 } })
            .Hears("b1", Story.Sees("a"))
            .Hears("c1", Story.Sees("a"))
            .PlansToWithdraw("a")
            .Commits();

    private static Story LostIsWon() =>
        Seen().PlansToWithdraw("a").Commits(e => e with { Author = new(new("k2"), 3), Proposal = "of k2" });

    private static Story OldBoard()
    {
        var story = Seen();
        var cited = SortedMap<AgentId, Mark>.Empty.Set(new("x1"), new(1, 40));
        story.Observes(story.First() with { Epoch = 2, Proposal = "of k2", Evidence = cited });
        return story.PlansToWithdraw(p => p with { Evidence = p.Evidence.Set(new("x1"), new(1, 40)) }, "a").Commits();
    }
}
