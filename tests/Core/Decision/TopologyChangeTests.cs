using FailoverCtl.Decision.Machine;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;
using Xunit;

namespace FailoverCtl.Tests.Core.Decision;

/// <summary>Another topology as an epoch (I-25).</summary>
public sealed class TopologyChangeTests
{
    private static readonly string[] Others = ["rbx-1", "gra-1", "ext-1"];

    [Fact]
    public void The_epoch_of_a_new_topology_moves_no_weight_and_the_rest_is_ramped()
    {
        var rig = new DecisionRig();
        var next = Weighted(rig.Topology, rbx: 6_000, gra: 2_000, sbg: 2_000);
        rig.Apply("h2", next);

        var (plan, draft) = (rig.Proposed!.Plan, rig.Proposed.Draft);
        Assert.Equal("h2", draft.TopologyHash);
        Assert.All(next.Endpoints, e => Assert.Equal(rig.Topology.DeclaredWeight(e), draft.Steering.Weight(next, e)));
        // From 33.34 % to 60 % in rises of 10 points at most.
        Assert.Equal(4, plan.Steps.Count);
        Assert.Empty(plan.Steps[^1].Steering.Overrides);
    }

    [Fact]
    public void A_new_topology_is_ramped_behind_the_read_back_until_its_intent_is_done()
    {
        var rig = new DecisionRig();
        var next = Weighted(rig.Topology, rbx: 6_000, gra: 2_000, sbg: 2_000);
        rig.Apply("h2", next).CommitWith(next);

        for (var step = 0; step < 3; step++)
        {
            Assert.NotEmpty(rig.Ledger.Steering.Overrides);
            rig.Pass(5_000).AllReport().ReadBack().Run().Commit().ReadBack();
        }

        Assert.Empty(rig.Ledger.Steering.Overrides);
        Assert.Equal(IntentState.Done, LastAnswer(rig.Pass(1_000).Run()).State);
    }

    [Fact]
    public void Going_back_to_the_topology_before_gives_the_weights_back_exactly()
    {
        var rig = new DecisionRig();
        var (first, next) = (rig.Topology, Weighted(rig.Topology, rbx: 3_400, gra: 3_300, sbg: 3_300));
        rig.Apply("h2", next).CommitWith(next);
        rig.Pass(5_000).AllReport().ReadBack().Run().Commit().ReadBack();
        rig.Pass(5_000).AllReport().ReadBack().Run();
        rig.Apply("h1", first).CommitWith(first);
        rig.Pass(5_000).AllReport().ReadBack().Run().Commit();

        Assert.Equal(("h1", 0), (rig.Ledger.TopologyHash, rig.Ledger.Steering.Overrides.Count));
    }

    [Fact]
    public void A_live_site_is_removed_only_by_an_override_and_leaves_its_share_to_the_rest()
    {
        var rig = new DecisionRig();
        var next = Without(rig.Topology, "sbg");
        rig.Apply("h2", next);
        Assert.Null(rig.Proposed);
        Assert.Contains(
            LastAnswer(rig).Findings,
            f =>
                f is { Rule: "I-25", Guard: "topology", Overridable: true }
                && f.What.Contains("sbg", StringComparison.Ordinal)
        );

        rig.Apply("h2", next, "topology");
        var steering = rig.Proposed!.Draft.Steering;
        Assert.Equal(10_000, next.Endpoints.Where(e => e.Service.Value == "www").Sum(e => steering.Weight(next, e)));
    }

    [Fact]
    public void What_is_removed_goes_only_where_there_is_room()
    {
        var rig = new DecisionRig(t => WithCapacity(t, 400));
        rig.Apply("h2", Without(rig.Topology, "sbg"), "topology");
        Assert.Equal(["capacity"], LastAnswer(rig).Findings.Select(f => f.Guard));
    }

    [Fact]
    public void A_topology_that_keeps_none_of_the_sites_in_service_has_no_override()
    {
        var rig = new DecisionRig();
        rig.Apply("h2", Renamed(rig.Topology), "topology", "last-site", "dns-servers", "names", "capacity");
        Assert.Contains(LastAnswer(rig).Findings, f => f is { Rule: "I-02", Overridable: false });
    }

    [Fact]
    public void A_name_that_is_answered_vanishes_only_by_an_override()
    {
        var rig = new DecisionRig();
        var next = rig.Topology with { Services = rig.Topology.Services.Remove(new("api")) };
        rig.Apply("h2", next, "topology");
        Assert.Equal(["names"], LastAnswer(rig).Findings.Select(f => f.Guard));
        Assert.NotNull(rig.Apply("h2", next, "topology", "names").Proposed);
    }

    [Fact]
    public void The_files_of_another_cluster_are_refused()
    {
        var rig = new DecisionRig();
        rig.Apply("h2", rig.Topology with { Cluster = "other" }, "topology", "cluster");
        Assert.Equal(["cluster"], LastAnswer(rig).Findings.Select(f => f.Guard));
    }

    [Fact]
    public void Nothing_that_is_held_moves_with_a_topology()
    {
        var rig = new DecisionRig().Holds(new("test", 2, [new("h", "site:sbg", "ada", "works", default)]));
        rig.Apply("h2", Without(rig.Topology, "sbg"), "topology");
        Assert.Contains(LastAnswer(rig).Findings, f => f is { Rule: "I-23", Overridable: false });
    }

    [Fact]
    public void A_held_service_keeps_its_weights_under_a_topology_that_declares_others()
    {
        var rig = new DecisionRig().Holds(new("test", 2, [new("h", "service:www", "ada", "works", default)]));
        var next = Weighted(rig.Topology, rbx: 6_000, gra: 2_000, sbg: 2_000);
        rig.Apply("h2", next);
        var last = rig.Proposed!.Plan.Steps[^1].Steering;
        Assert.Equal(3_334, last.Weight(next, DecisionRig.Endpoint("www/rbx/v4")));
        Assert.Equal(6_000, last.Weight(next, DecisionRig.Endpoint("api/rbx/v4")));
    }

    [Fact]
    public void In_the_middle_of_a_loss_the_topology_stays_as_it_is()
    {
        var rig = new DecisionRig().Condemn("sbg", Others).Run();
        while (rig.Proposed is not null)
        {
            rig.Commit().ReadBack().Pass(5_000).Condemn("sbg", Others).Run();
        }

        rig.Apply("h2", Weighted(rig.Topology, rbx: 6_000, gra: 2_000, sbg: 2_000));
        Assert.Contains(LastAnswer(rig).Findings, f => f is { Rule: "I-21", Overridable: true });
    }

    [Fact]
    public void A_drained_site_stays_drained_under_the_new_topology()
    {
        var rig = new DecisionRig().Ask(IntentKind.Drain, "site:sbg").Run();
        while (rig.Proposed is not null)
        {
            rig.Commit().ReadBack().Pass(5_000).AllReport().Run();
        }

        var next = Weighted(rig.Topology, rbx: 5_000, gra: 2_500, sbg: 2_500);
        rig.Apply("h2", next).CommitWith(next);
        Assert.NotNull(rig.Ledger.Latches.DrainOf(new("sbg")));
        Assert.Equal(0, rig.Ledger.Steering.Weight(next, DecisionRig.Endpoint("www/sbg/v4")));
    }

    [Fact]
    public void A_removed_DNS_server_holds_nothing_up()
    {
        var rig = new DecisionRig().ReadBack().Run();
        var next = Weighted(rig.Topology, rbx: 4_000, gra: 3_000, sbg: 3_000) with
        {
            DnsServers = rig.Topology.DnsServers.Remove(new("ns-sbg")),
        };
        rig.Apply("h2", next).CommitWith(next);
        Assert.NotNull(rig.Pass(5_000).AllReport().ReadBack().Run().Proposed);
    }

    [Theory]
    [InlineData("failoverctl/test/topology/h2/ does not exist")]
    [InlineData("failoverctl/test/topology/h2/ is damaged: it is null")]
    public void A_topology_that_cannot_be_read_is_refused(string problem)
    {
        var rig = new DecisionRig().Ask(IntentKind.Apply, "topology:h2");
        rig.Machine.Step(new CandidateRead(rig.Now, "h2", null, problem));
        Assert.Contains(problem, Assert.Single(LastAnswer(rig.Run()).Findings).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_topology_without_meaning_is_refused_and_stops_nobody()
    {
        var rig = new DecisionRig();
        rig.Apply("h2", rig.Topology with { Sites = rig.Topology.Sites.Remove(new("sbg")) });
        Assert.Contains(
            "sbg, which is not declared",
            Assert.Single(LastAnswer(rig).Findings).What,
            StringComparison.Ordinal
        );
        Assert.NotNull(rig.Condemn("gra", "rbx-1", "sbg-1", "ext-1").Run().Proposed);
    }

    [Fact]
    public void The_topology_in_force_is_done_at_once() =>
        Assert.Equal(IntentState.Done, LastAnswer(new DecisionRig().Ask(IntentKind.Apply, "topology:h1").Run()).State);

    private static IntentOutcome LastAnswer(DecisionRig rig) =>
        rig.Effects.OfType<AnswerIntent>().Last().Change.Intent.Outcome;

    private static Topology Weighted(Topology topology, int rbx, int gra, int sbg) =>
        Placed(
            topology,
            p =>
                p with
                {
                    Weight =
                        p.Site.Value == "rbx" ? rbx
                        : p.Site.Value == "gra" ? gra
                        : sbg,
                    CapacityPerSecond = 1_000,
                }
        );

    private static Topology WithCapacity(Topology topology, int capacity) =>
        Placed(topology, p => p with { CapacityPerSecond = capacity });

    private static Topology Placed(Topology topology, Func<Placement, Placement> change) =>
        topology with
        {
            Services = topology.Services.Values.ToSortedMap(
                s => s.Id,
                s => s with { Placements = s.Placements.Values.ToSortedMap(p => p.Site, change) }
            ),
        };

    private static Topology Without(Topology topology, string site)
    {
        var gone = new SiteId(site);
        return topology with
        {
            Sites = topology.Sites.Remove(gone),
            VantagePoints = topology.VantagePoints.Values.Where(v => v.Site != gone).ToSortedMap(v => v.Id),
            DnsServers = topology.DnsServers.Values.Where(d => d.Site != gone).ToSortedMap(d => d.Id),
            Services = topology.Services.Values.ToSortedMap(
                s => s.Id,
                s =>
                    s with
                    {
                        Placements = s
                            .Placements.Remove(gone)
                            .Values.ToSortedMap(p => p.Site, p => p with { Weight = 5_000 }),
                    }
            ),
        };
    }

    /// <summary>The same under other names: nothing of what is answered now stays.</summary>
    private static Topology Renamed(Topology topology)
    {
        static SiteId New(SiteId site) => new($"{site}2");
        return topology with
        {
            Sites = topology.Sites.Values.ToSortedMap(s => New(s.Id), s => new Site(New(s.Id), new($"{s.Id}2"))),
            VantagePoints = topology.VantagePoints.Values.ToSortedMap(
                v => v.Id,
                v => v with { Site = v.Site is { } site ? New(site) : null }
            ),
            DnsServers = topology.DnsServers.Values.ToSortedMap(
                d => d.Id,
                d => d with { Site = d.Site is { } site ? New(site) : null }
            ),
            Services = topology.Services.Values.ToSortedMap(
                s => s.Id,
                s =>
                    s with
                    {
                        Placements = s.Placements.Values.ToSortedMap(
                            p => New(p.Site),
                            p => p with { Site = New(p.Site) }
                        ),
                    }
            ),
        };
    }
}
