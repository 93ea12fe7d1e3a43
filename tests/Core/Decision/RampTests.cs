using CsCheck;
using FailoverCtl.Decision.Planning;
using FailoverCtl.Domain;
using FailoverCtl.Domain.Topology;
using Xunit;

namespace FailoverCtl.Tests.Core.Decision;

public sealed class RampTests
{
    private static readonly Policy Policy = new();

    private static readonly Gen<(int[] From, int[] Target)> Moves = Gen.Select(Gen.Int[0, 100], Gen.Int[0, 100])
        .Array[2, 8]
        .Where(ps => ps.Any(p => p.Item1 > 0) && ps.Any(p => p.Item2 > 0))
        .Select(ps =>
            (
                BasisPoints.Normalize([.. ps.Select(p => (long)p.Item1)]),
                BasisPoints.Normalize([.. ps.Select(p => (long)p.Item2)])
            )
        );

    [Fact]
    public void A_step_stays_within_its_limits_and_loses_no_traffic() =>
        Moves.Sample(m =>
        {
            var next = Ramp.Next(m.From, m.Target, new bool[m.From.Length], Policy);
            Assert.Equal(BasisPoints.Whole, next.Sum());
            for (var i = 0; i < next.Length; i++)
            {
                Assert.InRange(next[i] - m.From[i], -Policy.RampDown - 10, Policy.RampUp + 10);
            }
        });

    [Fact]
    public void Repeated_steps_arrive() =>
        Moves.Sample(m =>
        {
            var at = m.From;
            for (var steps = 0; steps < 50 && !at.SequenceEqual(m.Target); steps++)
            {
                at = Ramp.Next(at, m.Target, new bool[at.Length], Policy);
            }

            Assert.Equal(m.Target, at);
        });
}
