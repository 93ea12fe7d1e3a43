using FailoverCtl.Domain.Topology;
using FailoverCtl.TopologyFiles;
using FailoverCtl.TopologyFiles.Diagnostics;
using Xunit;

namespace FailoverCtl.Tests.Core.TopologyFiles;

/// <summary>What a declared demand means at a given moment.</summary>
public class DemandTests
{
    private const string ByTheHour = """
        timeZone: Europe/Paris,
        hours: {
          weekday: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23],
          weekend: [30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
          sunday: [40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40] }
        """;

    [Theory]
    [InlineData("2021-04-06T08:00:00+02:00", 8)]
    [InlineData("2021-04-06T06:59:59Z", 8)]
    [InlineData("2021-04-06T07:00:00Z", 9)]
    [InlineData("2021-01-05T07:00:00Z", 8)]
    [InlineData("2021-04-10T12:00:00Z", 30)]
    [InlineData("2021-04-11T12:00:00Z", 40)]
    [InlineData("2021-04-11T22:00:00Z", 0)]
    [InlineData("2021-03-28T00:59:00Z", 40)]
    [InlineData("2021-03-29T00:00:00Z", 2)]
    public void The_hour_is_that_of_the_clocks_where_users_are(string instant, int perSecond) =>
        Assert.Equal(perSecond, At(ByTheHour, instant));

    [Theory]
    [InlineData("2021-04-06T07:59:00+02:00", 100)]
    [InlineData("2021-04-06T08:00:00+02:00", 250)]
    [InlineData("2021-04-06T09:00:00+02:00", 400)]
    [InlineData("2021-04-06T10:00:00+02:00", 250)]
    [InlineData("2021-04-06T12:00:00+02:00", 100)]
    public void Of_several_surges_the_highest_counts_as_long_as_it_lasts(string instant, int perSecond) =>
        Assert.Equal(
            perSecond,
            At(
                """
                rate: 100, timeZone: Europe/Paris, surges: {
                  exam: { from: 2021-04-06T08:00, until: 2021-04-06T12:00, factor: 250 %, why: x },
                  rush: { from: 2021-04-06T09:00, until: 2021-04-06T10:00, rate: 400, why: y } }
                """,
                instant
            )
        );

    [Fact]
    public void A_surge_may_lower_what_is_usual() =>
        Assert.Equal(
            20,
            At(
                "rate: 100, surges: { holidays: { from: 2021-04-12T00:00, until: 2021-04-26T00:00, factor: 20 %, why: x } }",
                "2021-04-20T10:00:00Z"
            )
        );

    [Fact]
    public void The_peak_is_what_room_is_kept_for()
    {
        Assert.Equal(900, Read("900").DemandPerSecond);
        Assert.Equal(40, Read($"{{ {ByTheHour} }}").DemandPerSecond);
        Assert.Equal(
            // The surge multiplies the hours that it covers, the last of which begins at 11:00; not the peak of the week.
            44,
            Read(
                $"{{ {ByTheHour}, surges: {{ exam: {{ from: 2021-04-06T08:30, until: 2021-04-06T11:01, factor: 400 %, why: x }} }} }}"
            ).DemandPerSecond
        );
    }

    [Fact]
    public void What_is_flat_keeps_no_curve()
    {
        Assert.Null(Read("900").Demand);
        Assert.Null(Read("{ rate: 900 }").Demand);
        Assert.Equal(900, At("rate: 900", "2021-04-06T08:00:00Z"));
    }

    [Theory]
    [InlineData("Europe/Paris")]
    [InlineData("America/New_York")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("UTC")]
    public void The_clocks_in_a_topology_are_those_of_the_time_zone(string zone)
    {
        var (platform, offsets) = (TimeZoneInfo.FindSystemTimeZoneById(zone), OffsetsOf(zone));
        for (
            var at = new DateTimeOffset(2015, 1, 1, 0, 30, 0, TimeSpan.Zero);
            at < new DateTimeOffset(2044, 12, 31, 0, 0, 0, TimeSpan.Zero);
            at = at.AddHours(5)
        )
        {
            Assert.Equal((int)platform.GetUtcOffset(at).TotalMinutes, offsets.OffsetMinutesAt(at));
        }
    }

    [Theory]
    [InlineData("2021-04-06T08:00", "2021-04-06T06:00Z")]
    [InlineData("2021-01-06T08:00", "2021-01-06T07:00Z")]
    [InlineData("2021-03-28T03:00", "2021-03-28T01:00Z")]
    [InlineData("2021-10-31T01:59", "2021-10-30T23:59Z")]
    [InlineData("2021-10-31T03:00", "2021-10-31T02:00Z")]
    public void A_local_time_is_one_instant(string local, string instant) =>
        Assert.Equal(
            DateTimeOffset.Parse(instant, null),
            OffsetsOf("Europe/Paris").InstantOf(DateTime.Parse(local, null))
        );

    private static TimeZoneOffsets OffsetsOf(string zone) =>
        Load($"{{ rate: 1, timeZone: {zone} }}").TimeZones.Values.Single();

    private static int? At(string demand, string instant)
    {
        var topology = Load($"{{ {demand} }}");
        return topology.DemandAt(topology.Services.Values[0], DateTimeOffset.Parse(instant, null));
    }

    private static Service Read(string demand) => Load(demand).Services.Values[0];

    private static Domain.Topology.Topology Load(string demand)
    {
        var result = TopologyLoader.Read(
            new TopologyFile(
                "demand.yaml",
                System.Text.Encoding.UTF8.GetBytes(
                    $$"""
                    cluster: demand
                    zone: { name: example.test }
                    sites: { a: {}, b: {} }
                    vantagePoints: { x: { network: x, address: "192.0.2.1:1" }, y: { network: y, address: "192.0.2.2:1" } }
                    services:
                      www:
                        probe: { tcp: { port: 80 } }
                        placements: { a: { capacity: 1, v4: 192.0.2.1 }, b: { capacity: 1, v4: 192.0.2.2 } }
                        demand: {{demand.Replace("\n", "\n      ")}}
                    """
                )
            )
        );
        Assert.True(result.Topology is not null, DiagnosticText.Render(result.Diagnostics));
        return result.Topology;
    }
}
