using FailoverCtl.Probing.Dialogues;
using Xunit;

namespace FailoverCtl.Tests.Core.Probing;

public class PoolPulseTests
{
    [Fact]
    public void A_question_is_answered_when_the_pool_comes_to_it_and_not_before()
    {
        var pulse = new PoolPulse(PoolPulse.QueueToPool);
        var (first, second) = (pulse.Ask(), pulse.Ask());

        Assert.True(SpinWait.SpinUntil(() => pulse.HasAnswered(second), TimeSpan.FromSeconds(30)));
        Assert.True(pulse.HasAnswered(first));
        Assert.False(pulse.HasAnswered(second + 1));
    }
}
