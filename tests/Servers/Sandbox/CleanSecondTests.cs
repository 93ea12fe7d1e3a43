using FailoverCtl.Daemon.Sandbox;
using Xunit;

namespace FailoverCtl.Tests.Servers.Sandbox;

/// <summary>When answers count as clean, and what is wrong afterwards.</summary>
public sealed class CleanSecondTests
{
    private const int PerSecond = 250;

    [Fact]
    public void The_last_answer_with_the_site_before_the_first_second_without_any_is_the_moment()
    {
        var clean = new CleanSecond(TimeSpan.Zero);
        clean.TakeLost(At(300));
        Answer(clean, 300, 900);
        clean.TakeLost(At(900));

        Answer(clean, 900, 1_950);

        Assert.Equal((At(900), 0), (clean.At, clean.Wrong));
    }

    [Fact]
    public void An_address_that_comes_back_after_the_first_clean_second_is_wrong_and_does_not_move_the_moment()
    {
        var clean = new CleanSecond(TimeSpan.Zero);
        clean.TakeLost(At(300));
        Answer(clean, 300, 1_400);

        clean.TakeLost(At(2_000));
        Answer(clean, 2_000, 4_000);

        Assert.Equal((At(300), 1), (clean.At, clean.Wrong));
    }

    [Fact]
    public void A_second_with_hardly_an_answer_proves_nothing()
    {
        var clean = new CleanSecond(TimeSpan.Zero);

        clean.TakeClean(At(100));
        clean.TakeClean(At(1_900));

        Assert.Null(clean.At);
    }

    private static void Answer(CleanSecond clean, int from, int to)
    {
        for (var at = from + (1_000 / PerSecond); at <= to; at += 1_000 / PerSecond)
        {
            clean.TakeClean(At(at));
        }
    }

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
