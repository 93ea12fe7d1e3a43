using FailoverCtl.Daemon.Alarms;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Alarms;

/// <summary>Which alarms are told, without any time but the given one.</summary>
public sealed class AlarmDeskTests
{
    private readonly AlarmDesk _desk = new("web-eu", "c-gra");

    [Fact]
    public void The_same_words_are_told_once_and_counted_until_they_are_told_again()
    {
        Assert.Equal((1L, 1L), Told("sbg lost", 0));
        Assert.Null(Raise("sbg lost", 1_000));
        Assert.Null(Raise("sbg lost", AlarmDesk.RepeatMilliseconds - 1));
        Assert.Equal((2L, 3L), Told("sbg lost", AlarmDesk.RepeatMilliseconds));
    }

    [Fact]
    public void Other_words_do_not_wait()
    {
        Assert.Equal((1L, 1L), Told("sbg lost", 0));
        Assert.Equal((2L, 1L), Told("gra lost", 0));
    }

    [Fact]
    public void Every_controller_gives_the_same_words_the_same_key_and_another_cluster_another_one()
    {
        var here = Raise("sbg lost", 0)!.Key;
        Assert.Equal(here, new AlarmDesk("web-eu", "c-rbx").Raise("sbg lost", 5, default)!.Key);
        Assert.NotEqual(here, new AlarmDesk("web-us", "c-gra").Raise("sbg lost", 0, default)!.Key);
    }

    [Fact]
    public void What_it_remembers_and_tells_is_bounded()
    {
        for (var i = 0; i <= AlarmDesk.RememberedMax; i++)
        {
            Raise($"alarm {i}", i);
        }

        Assert.NotNull(Raise("alarm 0", AlarmDesk.RememberedMax + 1));
        Assert.Null(Raise($"alarm {AlarmDesk.RememberedMax}", AlarmDesk.RememberedMax + 2));
        Assert.Equal(AlarmDesk.LengthMax, Raise(new string('x', 100_000), 9_000)!.What.Length);
    }

    private AlarmMessage? Raise(string what, long now) => _desk.Raise(what, now, DateTimeOffset.UnixEpoch);

    private (long Number, long Times)? Told(string what, long now) =>
        Raise(what, now) is { } message ? (message.Number, message.Times) : null;
}
