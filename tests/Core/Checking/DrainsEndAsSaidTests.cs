using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using Xunit;

namespace FailoverCtl.Tests.Core.Checking;

public sealed class DrainsEndAsSaidTests
{
    [Theory]
    [InlineData(CauseKind.DrainOver, 1_000L)]
    [InlineData(CauseKind.Intent, null)]
    [InlineData(CauseKind.Intent, 1_000L)]
    public void An_end_that_was_given_and_an_operators_word_are_fine(CauseKind cause, long? remaining) =>
        Assert.Empty(Found.In(Ends(cause, remaining)));

    [Theory]
    [InlineData(CauseKind.DrainOver, null, "nobody gave it an end")]
    [InlineData(CauseKind.NextStep, 1_000L, "its cause is NextStep")]
    [InlineData(CauseKind.Adoption, null, "nobody gave it an end")]
    public void Anything_else_is_a_violation(CauseKind cause, long? remaining, string why) =>
        Assert.Contains(
            Found.In(Ends(cause, remaining)),
            v => v.Contains($"ends the drain of a by ana: {why}", StringComparison.Ordinal)
        );

    private static Story Ends(CauseKind cause, long? remaining)
    {
        var story = Story.Of("k1");
        var drain = new Drain(new("a"), DrainCause.Operator, "ana", "work", remaining, false);
        var emptied = story.Without(story.Ledger.Steering, SmallWorld.Www("a"));
        return story
            .Plans(CauseKind.Intent, emptied, Latches.None with { Drains = [drain] })
            .Commits()
            .Plans(cause, SteeringMap.AsDeclared, Latches.None)
            .Commits();
    }
}
