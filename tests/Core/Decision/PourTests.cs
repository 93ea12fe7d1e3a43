using CsCheck;
using FailoverCtl.Decision.Planning;
using FailoverCtl.Domain;
using FailoverCtl.Domain.Topology;
using Xunit;

namespace FailoverCtl.Tests.Core.Decision;

public sealed class PourTests
{
    private static readonly Gen<Vessel[]> Vessels = Gen.Select(Gen.Int[0, 100], Gen.Bool, Gen.Bool, Gen.Int[0, 20_000])
        .Array[1, 8]
        .Select(vs =>
        {
            var bases = BasisPoints.Normalize([.. vs.Select(v => (long)v.Item1 + 1)]);
            return vs.Select((v, i) => new Vessel(bases[i], bases[i], v.Item2, v.Item3, v.Item4)).ToArray();
        });

    [Fact]
    public void Nothing_is_lost_and_nothing_is_negative() =>
        Vessels.Sample(vs =>
        {
            foreach (var whenShort in Enum.GetValues<WhenShort>())
            {
                var shares = Pour.Into(vs, whenShort);
                Assert.Equal(BasisPoints.Whole, shares.Sum());
                Assert.DoesNotContain(shares, s => s < 0);
            }
        });

    [Fact]
    public void With_room_for_all_nothing_stays_in_what_is_out() =>
        Vessels
            .Select(vs => vs.Select(v => v with { Room = BasisPoints.Whole, MayRise = true }).ToArray())
            .Sample(vs =>
            {
                var shares = Pour.Into(vs, WhenShort.Keep);
                var someLive = vs.Any(v => !v.Out);
                Assert.All(vs.Zip(shares), p => Assert.True(!someLive || !p.First.Out || p.Second == 0));
            });

    [Fact]
    public void Keeping_what_is_short_puts_no_receiver_above_its_room() =>
        Vessels.Sample(vs =>
        {
            var shares = Pour.Into(vs, WhenShort.Keep);
            var keeps = vs.Any(v => v.Out);
            Assert.All(
                vs.Zip(shares),
                p =>
                    Assert.True(
                        p.First.Out
                            || !keeps
                            || p.Second <= Math.Max(p.First.MayRise ? p.First.Room : 0, p.First.Base) + 1
                    )
            );
        });

    [Theory]
    [InlineData(WhenShort.Keep)]
    [InlineData(WhenShort.Overflow)]
    public void A_site_that_comes_back_relieves_an_overloaded_one_as_far_as_it_has_room(WhenShort whenShort)
    {
        Vessel[] vessels =
        [
            new(3_334, 0, Out: true, MayRise: false, 3_795),
            new(3_333, 10_000, Out: false, MayRise: true, 3_795),
            new(3_333, 0, Out: false, MayRise: true, 3_795),
        ];
        Assert.Equal([0, 6_205, 3_795], Pour.Into(vessels, whenShort));
    }

    [Fact]
    public void Nothing_out_moves_nothing() =>
        Vessels
            .Select(vs => vs.Select(v => v with { Out = false }).ToArray())
            .Sample(vs => Assert.Equal(vs.Select(v => v.Base), Pour.Into(vs, WhenShort.Keep)));
}
