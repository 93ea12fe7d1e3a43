using FailoverCtl.Domain.Journal;
using Xunit;

namespace FailoverCtl.Tests.Core.Checking;

public sealed class OneExecutorPerEpochTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1_000)]
    public void The_author_writes_on_a_fresh_read(long freshness)
    {
        var story = Story.Of("k1");
        story.Takes("d1", story.Ledger, w => w with { FreshnessMilliseconds = freshness });
        Assert.Empty(Found.In(story));
    }

    [Fact]
    public void Another_than_the_author_is_a_violation()
    {
        var story = Story.Of("k1");
        story.Takes("d1", story.Ledger, w => w with { By = new(new("k9"), 3) });
        Assert.Equal(
            ["I-12 line 6: d1 took epoch 1 from controller/k9 (boot 3), its author is controller/init (boot 0)"],
            Found.In(story)
        );
    }

    [Theory]
    [InlineData(WriteResult.Applied)]
    [InlineData(WriteResult.Failed)]
    public void A_read_that_is_too_old_is_a_violation_whatever_came_of_the_write(WriteResult result)
    {
        var story = Story.Of("k1");
        story.Takes("d1", story.Ledger, w => w with { FreshnessMilliseconds = 1_001, Result = result });
        Assert.Equal(
            [
                "I-12 line 6: epoch 1 was written to d1 on a read of ledger and holds that was 1001 ms old, "
                    + "at most 1000 ms is allowed",
            ],
            Found.In(story)
        );
    }

    [Fact]
    public void A_commit_in_the_name_of_another_boot_is_a_violation()
    {
        var story = Story
            .Of("k1")
            .Hears("b1", Story.Sees("a"))
            .Hears("c1", Story.Sees("a"))
            .PlansToWithdraw("a")
            .Commits(e => e with { Author = new(new("k1"), 8) });
        Assert.Equal(
            [
                "I-12 line 9: epoch 2 is recorded as committed by controller/k1 (boot 7), "
                    + "its author is controller/k1 (boot 8)",
            ],
            Found.In(story)
        );
    }
}
