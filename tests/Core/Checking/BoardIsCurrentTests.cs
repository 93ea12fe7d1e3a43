using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using Xunit;

namespace FailoverCtl.Tests.Core.Checking;

public sealed class BoardIsCurrentTests
{
    [Fact]
    public void A_board_that_is_as_new_as_the_ledgers_evidence_is_fine()
    {
        Assert.Empty(Found.In(Author(), Reader().Hears("b1").Hears("b1").Then(Adopt)));
    }

    [Fact]
    public void A_plan_on_an_older_report_than_the_ledger_cites_is_a_violation()
    {
        Assert.Equal(
            [
                "I-07 line 8: plan p3 rests on an older board than epoch 2: that cites b1 (boot 1, sequence 2), "
                    + "its author had read boot 1, sequence 1",
            ],
            Found.In(Author(), Reader().Hears("b1").Then(Adopt))
        );
    }

    [Fact]
    public void A_plan_without_any_report_of_a_cited_agent_is_a_violation()
    {
        Assert.Equal(
            [
                "I-07 line 7: plan p3 rests on an older board than epoch 2: that cites b1 (boot 1, sequence 2), "
                    + "its author had read nothing from it",
            ],
            Found.In(Author(), Reader().Then(Adopt))
        );
    }

    [Fact]
    public void Boots_are_ordered_by_when_anyone_heard_of_them()
    {
        var old = Reader().Hears("b1", r => r with { Boot = 9, Sequence = 50 }).Then(Adopt);
        Assert.Empty(Found.In(Author(), old));

        var witness = Story.Bare("controller/k3").Hears("b1", r => r with { Boot = 9 }).Hears("b1");
        Assert.Equal(
            [
                "I-07 line 8: plan p3 rests on an older board than epoch 2: that cites b1 (boot 1, sequence 2), "
                    + "its author had read boot 9, sequence 50",
            ],
            Found.In(Author(), old, witness)
        );
    }

    /// <summary>k1 commits an epoch that cites the second report of b1.</summary>
    private static Story Author()
    {
        var story = Story.Of("k1").Hears("b1").Hears("b1");
        return story.Plans(CauseKind.Adoption, story.Ledger.Steering, Latches.None).Commits();
    }

    private static Story Reader() => Story.Of("k2").Observes(Author().Ledger);

    private static Story Adopt(Story story)
    {
        var evidence = SortedMap<AgentId, Mark>.Empty.Set(new("b1"), new(1, 2));
        return story
            .Plans(CauseKind.Adoption, story.Ledger.Steering, Latches.None, p => p with { Evidence = evidence })
            .Commits();
    }
}
