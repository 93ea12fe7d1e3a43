using Xunit;

namespace FailoverCtl.Tests.Core.Checking;

public sealed class OperatorWinsTests
{
    [Fact]
    public void A_hold_that_was_read_after_the_plan_does_not_bind_it()
    {
        Assert.Empty(Found.In(Seen().PlansToWithdraw("a").Holds("all").Commits()));
    }

    [Fact]
    public void A_held_site_that_falls_is_a_violation()
    {
        Assert.Equal(
            ["I-23 line 10: epoch 2 moves www/a/v4 from 3334 to 0 basis points while site:a is held"],
            Found.In(Seen().Holds("site:a").PlansToWithdraw("a").Commits())
        );
    }

    [Fact]
    public void A_held_site_may_receive_what_another_one_loses()
    {
        Assert.Empty(Found.In(Seen().Holds("site:b").PlansToWithdraw("a").Commits()));
    }

    [Theory]
    [InlineData("all")]
    [InlineData("service:www")]
    public void A_held_service_does_not_move_at_all(string scope)
    {
        Assert.Equal(
            [
                $"I-23 line 10: epoch 2 moves www/a/v4 from 3334 to 0 basis points while {scope} is held",
                $"I-23 line 10: epoch 2 moves www/b/v4 from 3333 to 5000 basis points while {scope} is held",
                $"I-23 line 10: epoch 2 moves www/c/v4 from 3333 to 5000 basis points while {scope} is held",
            ],
            Found.In(Seen().Holds(scope).PlansToWithdraw("a").Commits())
        );
    }

    [Fact]
    public void A_hold_that_was_released_before_the_plan_is_over()
    {
        Assert.Empty(Found.In(Seen().Holds("all").Holds().PlansToWithdraw("a").Commits()));
    }

    private static Story Seen() => Story.Of("k1").Hears("b1", Story.Sees("a")).Hears("c1", Story.Sees("a"));
}
