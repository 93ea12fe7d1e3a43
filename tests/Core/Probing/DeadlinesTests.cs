using CsCheck;
using FailoverCtl.Probing.Engine;
using Xunit;

namespace FailoverCtl.Tests.Core.Probing;

public class DeadlinesTests
{
    [Fact]
    public void The_wheel_takes_what_a_sorted_list_takes_within_4_ms() =>
        Gen.Select(Gen.Int[1, 12_000], Gen.Int[0, 900], Gen.Bool)
            .Array[1, 60]
            .Sample(steps =>
            {
                var connections = new Connections(100);
                var wheel = new Deadlines(connections, 1_000_000);
                var expected = new Dictionary<int, long>();
                var now = 1_000_000L;
                foreach (var (ahead, wait, disarm) in steps)
                {
                    var index = connections.Open(-1, Use.Probe, null, now);
                    wheel.Arm(index, now + ahead);
                    expected[index] = now + ahead;
                    if (disarm && expected.Count > 1)
                    {
                        var gone = expected.Keys.Min();
                        wheel.Disarm(gone);
                        expected.Remove(gone);
                    }

                    now += wait;
                    Take(wheel, expected, now);
                }

                while (expected.Count > 0)
                {
                    Assert.NotEqual(long.MaxValue, wheel.NextAt);
                    Assert.True(wheel.NextAt > now, "the loop would spin");
                    now = wheel.NextAt;
                    Take(wheel, expected, now);
                }

                Assert.Equal(long.MaxValue, wheel.NextAt);
            });

    private static void Take(Deadlines wheel, Dictionary<int, long> expected, long now)
    {
        var due = new List<int>();
        wheel.TakeDue(now, due);
        foreach (var index in due)
        {
            Assert.True(expected.Remove(index, out var at) && at <= now, "taken twice or early");
        }

        Assert.DoesNotContain(expected.Values, at => at <= now - 8);
    }
}
