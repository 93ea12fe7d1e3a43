using FailoverCtl.Store.Consul.Catalog;
using Xunit;

namespace FailoverCtl.Tests.Core.Catalog;

public class PulseTests
{
    private readonly Pulse _pulse = new(boot: 7, stillLooksMax: 3);

    [Fact]
    public void The_former_lifes_last_word_is_not_a_namesake()
    {
        Assert.Equal(PulseState.NotYet, _pulse.Take(3, 100));
        Assert.Equal(PulseState.NotYet, _pulse.Take(3, 100));
        Assert.Equal(PulseState.Moving, _pulse.Take(7, 1));
    }

    [Fact]
    public void Another_process_that_writes_under_the_name_is_one()
    {
        _pulse.Take(3, 100);
        Assert.Equal(PulseState.Namesake, _pulse.Take(3, 101));
    }

    [Fact]
    public void Another_process_that_has_written_over_our_word_is_one()
    {
        _pulse.Take(7, 1);
        Assert.Equal(PulseState.Namesake, _pulse.Take(3, 100));
        Assert.Equal(PulseState.Moving, _pulse.Take(7, 2));
    }

    [Fact]
    public void One_look_or_two_without_movement_are_no_standstill()
    {
        _pulse.Take(7, 1);
        Assert.Equal(PulseState.Moving, _pulse.Take(7, 1));
        Assert.Equal(PulseState.Moving, _pulse.Take(7, 1));
        Assert.Equal(PulseState.Still, _pulse.Take(7, 1));
        Assert.Equal(PulseState.Moving, _pulse.Take(7, 2));
        Assert.Equal(PulseState.Moving, _pulse.Take(7, 2));
    }
}
