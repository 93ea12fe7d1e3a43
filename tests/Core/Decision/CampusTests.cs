using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Tests.Core.TopologyFiles;
using FailoverCtl.TopologyFiles;
using Xunit;

namespace FailoverCtl.Tests.Core.Decision;

/// <summary>10 March 2021: four buildings of one campus, lost one after the other, are one scope (A1, I-04, I-05).</summary>
public sealed class CampusTests
{
    private const string Burning = "sbg2";

    private static readonly string[] Buildings = ["sbg1", "sbg2", "sbg3", "sbg4"];

    private static readonly Domain.Topology.Topology Hoster = TopologyLoader
        .Load(Path.Combine(Golden.Repository, "topology", "french-hoster"))
        .Topology!;

    /// <summary>With the demand of the hour in which it burned: there is room for all of it elsewhere.</summary>
    private static readonly Domain.Topology.Topology ThatNight = Hoster.WithDemandAt(
        new(2021, 3, 10, 0, 47, 0, TimeSpan.FromHours(1))
    );

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(300)]
    public void Four_buildings_lost_one_after_the_other_are_drained_once_to_other_campuses(int secondsBetween)
    {
        var night = new Night(ThatNight);
        foreach (var building in new[] { Burning, "sbg1", "sbg3", "sbg4" })
        {
            night.Lose(building).Pass(secondsBetween);
        }

        night.Pass(120);

        Assert.Equal(Buildings, night.Ledger.Latches.Drains.Select(d => d.Site.Value));
        Assert.All(night.Ledger.Latches.Drains, d => Assert.Equal(DrainCause.Lost, d.Cause));
        Assert.All(night.AtTheCampus, e => Assert.Equal(0, night.Ledger.Steering.Weight(ThatNight, e)));
        Assert.All(Buildings, b => Assert.Equal(1, night.Drains(b)));
        night.NothingFroze();
        night.NoNeighbourReceived();
    }

    [Fact]
    public void The_first_building_goes_to_other_campuses_and_its_neighbours_stay_as_they_are()
    {
        var night = new Night(ThatNight).Lose(Burning).Pass(60);

        Assert.Equal([Burning], night.Ledger.Latches.Drains.Select(d => d.Site.Value));
        Assert.All(
            night.AtTheCampus.Where(e => e.Site.Value != Burning),
            e => Assert.Equal(ThatNight.DeclaredWeight(e), night.Ledger.Steering.Weight(ThatNight, e))
        );
        night.NoNeighbourReceived();
    }

    [Fact]
    public void The_second_building_condemns_the_campus_and_the_others_leave_as_a_precaution()
    {
        var night = new Night(ThatNight).Lose(Burning).Pass(60).Lose("sbg1").Pass(300);

        Assert.Equal(DrainCause.SharedFate, night.Ledger.Latches.DrainOf(new("sbg3"))?.Cause);
        Assert.Equal(DrainCause.SharedFate, night.Ledger.Latches.DrainOf(new("sbg4"))?.Cause);
        Assert.All(night.AtTheCampus, e => Assert.Equal(0, night.Ledger.Steering.Weight(ThatNight, e)));
        night.NothingFroze();
        night.NoNeighbourReceived();
    }

    [Fact]
    public void On_the_day_without_room_elsewhere_no_neighbour_of_a_lost_building_keeps_more_than_its_own()
    {
        var night = new Night(Hoster).Lose(Burning).Pass(60).Lose("sbg1").Lose("sbg3").Lose("sbg4").Pass(300);

        Assert.All(
            night.AtTheCampus,
            e => Assert.True(night.Ledger.Steering.Weight(Hoster, e) <= Hoster.DeclaredWeight(e), $"{e}")
        );
        night.NothingFroze();
    }

    [Fact]
    public void The_campus_and_another_location_are_two()
    {
        var night = new Night(ThatNight);
        foreach (var site in Buildings.Append("rbx"))
        {
            night.Lose(site);
        }

        night.Pass(30);

        Assert.Equal(["rbx", "sbg"], night.Ledger.Latches.Freeze?.Domains.Select(d => d.Value));
    }

    /// <summary>Sites go dark without a packet; all other agents see it, and every proposal comes into force.</summary>
    private sealed class Night(Domain.Topology.Topology topology)
    {
        private readonly DecisionRig _rig = new(_ => topology);
        private readonly SortedDictionary<string, long> _lost = [];
        private readonly List<LedgerEntry> _history = [];

        public LedgerEntry Ledger => _rig.Ledger;

        public IEnumerable<EndpointId> AtTheCampus =>
            topology.Endpoints.Where(e => topology.Sites[e.Site].Location == new LocationId("sbg"));

        public Night Lose(string site)
        {
            _lost[site] = _rig.Now;
            return this;
        }

        public Night Pass(int seconds)
        {
            for (var i = 0; i < seconds; i++)
            {
                Second();
            }

            return this;
        }

        public int Drains(string site) =>
            _history.Prepend(null).Zip(_history).Count(p => !IsDrained(p.First, site) && IsDrained(p.Second, site));

        public void NothingFroze() => Assert.All(_history, e => Assert.Null(e.Latches.Freeze));

        public void NoNeighbourReceived() =>
            Assert.All(
                _history,
                e =>
                    Assert.All(
                        AtTheCampus,
                        c =>
                            Assert.True(e.Steering.Weight(topology, c) <= topology.DeclaredWeight(c), $"{e.Epoch}: {c}")
                    )
            );

        private static bool IsDrained(LedgerEntry? entry, string site) => entry?.Latches.DrainOf(new(site)) is not null;

        private void Second()
        {
            _rig.Pass(1_000);
            foreach (var agent in topology.VantagePoints.Values.Where(v => !_lost.ContainsKey(v.Site?.Value ?? "")))
            {
                _rig.Report(agent.Id, blind: false, Oldest(), [.. Trouble()]);
            }

            _rig.Beat().ReadBack().Run();
            while (_rig.Proposed is { } proposed)
            {
                _history.Add(proposed.Draft);
                _rig.Commit().ReadBack();
            }
        }

        /// <summary>A second after the last one went dark it is confirmed; the rig gives all observations one age.</summary>
        private long Oldest() => _lost.Count == 0 ? 0 : _rig.Now - _lost.Values.Max();

        private IEnumerable<(string Endpoint, ObservedState State, FailureKind Kind)> Trouble() =>
            topology
                .Endpoints.Where(e => _lost.ContainsKey(e.Site.Value))
                .Select(e => (e.Value, ObservedState.Down, FailureKind.Timeout));
    }
}
