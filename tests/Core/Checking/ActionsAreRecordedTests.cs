using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using Xunit;

namespace FailoverCtl.Tests.Core.Checking;

public sealed class ActionsAreRecordedTests
{
    [Fact]
    public void A_commit_without_its_plan_is_a_violation()
    {
        var story = Adopting().Commits(e => e with { Plan = e.Plan with { Id = "p9" } });
        Assert.Equal(["I-27 line 7: epoch 2 was committed without a recorded plan p9 on epoch 1"], Found.In(story));
    }

    [Fact]
    public void A_journal_whose_beginning_is_gone_proves_nothing()
    {
        var whole = Adopting().Commits();
        var story = Story.Bare("controller/k1");
        foreach (var line in whole.Journal.Lines.Skip(1).Where(l => l.Event is not Domain.Journal.PlanEvent))
        {
            story.Record(line.Event);
        }

        Assert.Empty(Found.In(story));
    }

    [Fact]
    public void A_commit_that_differs_from_its_plan_is_a_violation()
    {
        var story = Adopting().Commits(e => e with { Evidence = e.Evidence.Set(new("b1"), new Mark(1, 1)) });
        Assert.Equal(["I-27 line 7: epoch 2 is not what plan p2 said: its evidence differs"], Found.In(story));
    }

    private static Story Adopting()
    {
        var story = Story.Of("k1");
        return story.Plans(CauseKind.Adoption, story.Ledger.Steering, Latches.None);
    }
}
