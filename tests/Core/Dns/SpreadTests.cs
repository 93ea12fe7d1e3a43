using FailoverCtl.Dns.Answering;
using FailoverCtl.Dns.Zones;
using Xunit;

namespace FailoverCtl.Tests.Core.Dns;

public class SpreadTests
{
    private const int Queries = 100_000;

    [Theory]
    [InlineData(5_000, 3_000, 2_000)]
    [InlineData(10_000, 1, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(9_000, 0, 1_000)]
    public void One_address_is_drawn_in_proportion_to_its_weight(int gra, int lim, int sbg)
    {
        var zone = DnsWorld.Snapshot(1, ("v4/gra/v4", gra), ("v4/lim/v4", lim), ("v4/sbg/v4", sbg));
        AssertSpread(FirstAddresses(zone, "v4.example.test"), [gra, lim, sbg]);
    }

    [Fact]
    public void All_addresses_start_with_each_in_proportion_to_its_weight() =>
        AssertSpread(FirstAddresses(DnsWorld.Snapshot(), "api.eu.example.test"), [5_000, 3_000, 2_000]);

    [Fact]
    public void A_seed_of_zero_draws_as_well() =>
        AssertSpread(FirstAddresses(DnsWorld.Snapshot(), "v4.example.test", seed: 0), [5_000, 3_000, 2_000]);

    /// <returns>How often the first answer ended in .1, .2 and .3.</returns>
    private static int[] FirstAddresses(ZoneSnapshot zone, string name, ulong seed = 42)
    {
        var counts = new int[3];
        var query = QueryBytes.Of(name, 1);
        var buffer = new byte[Responder.BufferBytesMin];
        for (var i = 0; i < Queries; i++)
        {
            query.CopyTo(buffer, 0);
            Responder.Answer(buffer, query.Length, zone, ref seed, Transport.Udp);
            counts[buffer[query.Length + 15] - 1]++;
        }

        return counts;
    }

    private static void AssertSpread(int[] counts, int[] weights)
    {
        var chiSquare = 0.0;
        foreach (var (count, weight) in counts.Zip(weights))
        {
            var expected = (double)Queries * weight / weights.Sum();
            Assert.True(weight > 0 || count == 0, "an address with weight 0 was answered");
            chiSquare += weight == 0 ? 0 : (count - expected) * (count - expected) / expected;
        }

        // Two degrees of freedom: 1 in 10^6 fair runs exceeds 27.6. The seed is fixed, so this never flickers.
        Assert.InRange(chiSquare, 0, 27.6);
    }
}
