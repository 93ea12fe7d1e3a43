using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Probing.Agent;
using Xunit;

namespace FailoverCtl.Tests.Core.Probing;

public class AgentMachineTests
{
    [Fact]
    public void Every_endpoint_is_Unknown_until_its_first_result_and_Up_within_one_interval()
    {
        var rig = new AgentRig();
        Assert.Equal(ObservedState.Unknown, rig.State("s2"));
        rig.Run(1_100);
        Assert.All(rig.Machine.Targets, t => Assert.Equal(ObservedState.Up, t.State));
        var report = rig.Reports[^1];
        Assert.Equal((3, 0, false), (report.HealthyCount, report.Unhealthy.Count, report.Blind));
    }

    [Fact]
    public void Probes_of_many_endpoints_are_spread_over_the_interval()
    {
        var rig = new AgentRig(AgentRig.Build(services: 100)).Warm();
        rig.Run(1_000);
        Assert.InRange(rig.Probes.Count, 299, 301);
        var busiest = rig.Probes.GroupBy(p => p.At / 100).Max(g => g.Count());
        Assert.InRange(busiest, 20, 60);
    }

    [Theory]
    [InlineData(FailureKind.Refused)]
    [InlineData(FailureKind.Reset)]
    [InlineData(FailureKind.NoRoute)]
    public void Three_hard_failures_confirm_within_60_ms_of_a_lost_connection_and_make_one_report(FailureKind kind)
    {
        var rig = new AgentRig().Warm();
        rig.Down("s2", kind);
        var lost = rig.Now;
        rig.Machine.ConnectionLost(rig.Machine.Find(AgentRig.Www("s2"))!, rig.Now);
        rig.Run(60);
        Assert.Equal(ObservedState.Down, rig.State("s2"));
        var report = Assert.Single(rig.Reports, r => r.Unhealthy.Count > 0);
        var seen = Assert.Single(report.Unhealthy);
        Assert.Equal((AgentRig.Www("s2"), kind, 3), (seen.Endpoint, seen.Kind, seen.Failures));
        Assert.Equal(3, rig.Probes.Count(p => p.Endpoint == AgentRig.Www("s2") && p.At <= lost + 60));
        Assert.Single(rig.Suspicions);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(150)]
    public void A_process_that_still_listens_for_a_moment_after_its_idle_connection_died_is_noticed(int milliseconds)
    {
        var rig = new AgentRig(AgentRig.Build(interval: 30_000));
        rig.Run(40_000);
        var dead = rig.Now + milliseconds;
        rig.World = (e, now) => e.Site.Value == "s2" && now >= dead ? new(FailureKind.Refused, 1) : Reply.Ok(2);
        rig.Machine.ConnectionLost(rig.Machine.Find(AgentRig.Www("s2"))!, rig.Now);
        rig.Run(350);
        Assert.Equal(ObservedState.Down, rig.State("s2"));
    }

    [Fact]
    public void A_site_that_dies_whole_is_one_report()
    {
        var rig = new AgentRig(AgentRig.Build(services: 20)).Warm();
        rig.Down("s2", FailureKind.Refused);
        foreach (var target in rig.Machine.Targets.Where(t => t.Endpoint.Site.Value == "s2").ToList())
        {
            var lost = target;
            rig.At(target.Endpoint.Service.Value.Length * 3, () => rig.Machine.ConnectionLost(lost, rig.Now));
        }

        rig.Run(150);
        Assert.Equal(20, Assert.Single(rig.Reports, r => r.Unhealthy.Count > 0).Unhealthy.Count);
    }

    [Fact]
    public void Two_failing_endpoints_of_a_site_make_the_agent_look_at_all_of_it_at_once()
    {
        var rig = new AgentRig(AgentRig.Build(services: 20)).Warm();
        rig.Down("s2", FailureKind.Refused);
        rig.Run(400);
        Assert.Equal(20, rig.Reports[^1].Unhealthy.Count);
    }

    [Fact]
    public void A_single_refused_probe_is_a_suspicion_that_passes()
    {
        var rig = new AgentRig().Warm();
        rig.Down("s2", FailureKind.Refused);
        rig.Machine.ConnectionLost(rig.Machine.Find(AgentRig.Www("s2"))!, rig.Now);
        rig.Run(10);
        Assert.Equal(ObservedState.Suspect, rig.State("s2"));
        rig.Up("s2");
        rig.Run(3_000);
        Assert.Equal(ObservedState.Up, rig.State("s2"));
        Assert.DoesNotContain(rig.Seen, s => s.State == ObservedState.Down);
        Assert.DoesNotContain(rig.Reports, r => r.Unhealthy.Count > 0);
    }

    [Fact]
    public void A_hang_is_noticed_by_lateness_before_the_hard_timeout()
    {
        var rig = new AgentRig().Warm();
        rig.Down("s2", FailureKind.Timeout);
        var target = rig.Machine.Find(AgentRig.Www("s2"))!;
        rig.Machine.SuspicionReceived(target.Endpoint, new("x1"), rig.Now);
        rig.Run(650);
        Assert.Equal((ObservedState.Down, FailureKind.Timeout), (target.State, target.Kind));
        Assert.True(target.Failures >= 12);
    }

    [Fact]
    public void Without_a_known_latency_only_twelve_hard_timeouts_confirm_silence()
    {
        var rig = new AgentRig();
        rig.Down("s2", FailureKind.Timeout);
        rig.Run(1_900);
        Assert.NotEqual(ObservedState.Down, rig.State("s2"));
        rig.Run(1_500);
        Assert.Equal(ObservedState.Down, rig.State("s2"));
    }

    [Fact]
    public void A_hang_of_300_ms_is_never_Down()
    {
        for (var offset = 0; offset < 1_000; offset += 50)
        {
            var rig = new AgentRig().Warm();
            rig.Run(offset);
            var end = rig.Now + 300;
            var old = rig.World;
            rig.World = (e, now) => now < end ? Reply.Ok(end - now + 2) : old(e, now);
            rig.Run(5_000);
            Assert.DoesNotContain(rig.Seen, s => s.State == ObservedState.Down);
            Assert.Equal(ObservedState.Up, rig.State("s2"));
        }
    }

    [Fact]
    public void A_server_that_is_merely_slow_is_taken_for_a_silent_one_once_at_most()
    {
        var rig = new AgentRig().Warm();
        rig.World = (_, _) => Reply.Ok(900);
        rig.Run(120_000);
        var downs = rig.Seen.Where(s => s.State == ObservedState.Down).GroupBy(s => s.Endpoint);
        Assert.All(downs, g => Assert.Single(g));
        Assert.Equal(ObservedState.Up, rig.State("s2"));
    }

    [Fact]
    public void Twenty_percent_loss_confirms_nothing_in_a_million_rounds()
    {
        var topology = AgentRig.Build(services: 100);
        var random = new Random(20);
        var falseDowns = 0;
        var rounds = 0L;
        var rig = new LossRun(topology, () => random.NextDouble() < 0.2);
        while (rounds < 1_000_000)
        {
            rig.Step(ref rounds, ref falseDowns);
        }

        Assert.Equal(0, falseDowns);
        Assert.True(rig.ProbesPerRound < 3, $"{rig.ProbesPerRound:F2} probes per round are too many");
    }

    [Theory]
    [InlineData(FailureKind.WrongAnswer)]
    [InlineData(FailureKind.Shedding)]
    [InlineData(FailureKind.Certificate)]
    public void Wrong_answers_are_Down_of_their_own_kind_after_three_rounds(FailureKind kind)
    {
        var rig = new AgentRig().Warm();
        rig.Down("s2", kind);
        rig.Run(1_500);
        Assert.Equal(ObservedState.Suspect, rig.State("s2"));
        rig.Run(2_000);
        var target = rig.Machine.Find(AgentRig.Www("s2"))!;
        Assert.Equal((ObservedState.Down, kind), (target.State, target.Kind));
        Assert.Empty(rig.Suspicions);
        Assert.DoesNotContain(rig.Seen, s => s.Kind.MeansLoss());
    }

    [Theory]
    [InlineData(FailureKind.None)]
    [InlineData(FailureKind.Refused)]
    public void What_this_host_can_no_longer_ask_becomes_unknown(FailureKind before)
    {
        var rig = new AgentRig().Warm();
        if (before != FailureKind.None)
        {
            rig.Down("s2", before);
        }

        rig.Run(3_000);
        var seen = rig.State("s2");
        rig.Forbidden = static e => e.Site.Value == "s2";
        rig.Run(2_500);
        Assert.Equal(seen, rig.State("s2"));
        rig.Run(4_000);
        Assert.Equal(ObservedState.Unknown, rig.State("s2"));
        Assert.Equal(ObservedState.Unknown, rig.Reports[^1].Unhealthy.Single().State);

        rig.Forbidden = static _ => false;
        rig.Up("s2");
        rig.Run(2_500);
        Assert.Equal(ObservedState.Up, rig.State("s2"));
    }

    [Fact]
    public void An_endpoint_that_begins_to_answer_and_never_ends_is_slow_and_not_lost()
    {
        var rig = new AgentRig().Warm();
        var well = rig.World;
        rig.World = (e, now) =>
            e.Site.Value == "s2" ? new Reply(FailureKind.WrongAnswer, 999) { HeardAfter = 5 } : well(e, now);
        rig.Run(6_000);
        var target = rig.Machine.Find(AgentRig.Www("s2"))!;
        Assert.Equal((ObservedState.Down, FailureKind.WrongAnswer), (target.State, target.Kind));
        Assert.DoesNotContain(rig.Seen, s => s.State == ObservedState.Down && s.Kind.MeansLoss());
        Assert.Empty(rig.Suspicions);
    }

    [Fact]
    public void Suspicions_do_not_turn_wrong_answers_into_Down_sooner()
    {
        var rig = new AgentRig().Warm();
        rig.Down("s2", FailureKind.WrongAnswer);
        for (var i = 0; i < 10; i++)
        {
            rig.Machine.SuspicionReceived(AgentRig.Www("s2"), new("x1"), rig.Now);
            rig.Run(60);
        }

        Assert.Equal(ObservedState.Suspect, rig.State("s2"));
    }

    [Fact]
    public void A_timeout_of_an_endpoint_that_is_Down_for_wrong_answers_does_not_make_it_lost()
    {
        var rig = new AgentRig().Warm();
        rig.Down("s2", FailureKind.WrongAnswer);
        rig.Run(6_000);
        var (wrong, lost) = (rig.World, 0);
        rig.World = (e, now) => e.Site.Value == "s2" && lost++ == 0 ? null : wrong(e, now);
        rig.Run(5_000);
        Assert.True(lost > 2);
        Assert.DoesNotContain(rig.Seen, s => s.Kind.MeansLoss());
    }

    [Fact]
    public void An_endpoint_that_is_Down_for_wrong_answers_and_then_dies_becomes_lost()
    {
        var rig = new AgentRig().Warm();
        rig.Down("s2", FailureKind.WrongAnswer);
        rig.Run(6_000);
        rig.Down("s2", FailureKind.Refused);
        rig.Run(1_200);
        var target = rig.Machine.Find(AgentRig.Www("s2"))!;
        Assert.Equal((ObservedState.Down, FailureKind.Refused), (target.State, target.Kind));
    }

    [Fact]
    public void A_lost_endpoint_that_answers_wrongly_is_no_longer_lost()
    {
        var rig = new AgentRig().Warm();
        rig.Down("s2", FailureKind.Refused);
        rig.Run(2_000);
        rig.Down("s2", FailureKind.Shedding);
        rig.Run(1_100);
        var target = rig.Machine.Find(AgentRig.Www("s2"))!;
        Assert.Equal((ObservedState.Down, FailureKind.Shedding), (target.State, target.Kind));
    }

    [Fact]
    public void A_failed_endpoint_is_listed_with_its_good_rounds_until_it_is_Up_after_three()
    {
        var rig = new AgentRig().Warm();
        rig.Down("s2", FailureKind.Refused);
        rig.Run(3_000);
        rig.Up("s2");
        rig.Probes.Clear();
        rig.Run(1_010);
        while (rig.State("s2") == ObservedState.Down)
        {
            rig.Run(10);
        }

        var good = rig.Probes.Where(p => p.Endpoint == AgentRig.Www("s2")).Select(p => p.At).ToList();
        Assert.Equal(3, good.Count);
        Assert.All(good.Zip(good.Skip(1), (a, b) => b - a), gap => Assert.InRange(gap, 240, 300));
        rig.Run(20);
        Assert.Empty(rig.Reports[^1].Unhealthy);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(1_000)]
    [InlineData(1_700)]
    [InlineData(6_000)]
    [InlineData(43_000)]
    public void A_square_wave_never_makes_more_than_two_reports_a_second(int period)
    {
        var rig = new AgentRig().Warm();
        rig.World = (e, now) =>
            e.Site.Value == "s2" && now % period < period / 2 ? new(FailureKind.Refused, 1) : Reply.Ok(2);
        rig.Run(100_000);
        Assert.InRange(rig.Reports.Count, 90, 205);
        Assert.Equal(rig.Reports.Select(r => r.Sequence).Order().Distinct(), rig.Reports.Select(r => r.Sequence));
    }

    [Fact]
    public void A_suspicion_from_a_peer_costs_one_probe_of_a_healthy_endpoint()
    {
        var rig = new AgentRig().Warm();
        rig.Run(500);
        rig.Probes.Clear();
        rig.Machine.SuspicionReceived(AgentRig.Www("s2"), new("x1"), rig.Now);
        rig.Machine.SuspicionReceived(AgentRig.Www("s2"), new("x1"), rig.Now);
        Assert.Single(rig.Machine.Effects.Probes);
        rig.Run(40);
        Assert.Empty(rig.Suspicions);
        Assert.Equal(ObservedState.Up, rig.State("s2"));
    }

    [Fact]
    public void Lying_peers_cost_only_probes()
    {
        var rig = new AgentRig().Warm();
        for (var i = 0; i < 10_000; i++)
        {
            rig.Machine.SuspicionReceived(AgentRig.Www("s2"), new("x1"), rig.Now);
            rig.Machine.SuspicionReceived(AgentRig.Www("s2"), new("stranger"), rig.Now);
            rig.Run(1);
        }

        Assert.DoesNotContain(rig.Seen, s => s.State != ObservedState.Up);
        Assert.Empty(rig.Suspicions);
    }

    [Fact]
    public void A_suspicion_of_something_unknown_or_by_a_stranger_is_ignored()
    {
        var rig = new AgentRig().Warm();
        rig.Machine.SuspicionReceived(AgentRig.Www("nowhere"), new("x1"), rig.Now);
        rig.Machine.SuspicionReceived(AgentRig.Www("s2"), new("stranger"), rig.Now);
        Assert.Empty(rig.Machine.Effects.Probes);
    }

    [Fact]
    public void Suspicions_of_one_endpoint_leave_once_a_second_at_most()
    {
        var rig = new AgentRig().Warm();
        var looks = 0;
        rig.World = (e, _) => e.Site.Value == "s2" && looks++ % 2 == 0 ? new(FailureKind.Refused, 1) : Reply.Ok(2);
        for (var i = 0; i < 500; i++)
        {
            rig.Machine.ConnectionLost(rig.Machine.Find(AgentRig.Www("s2"))!, rig.Now);
            rig.Run(20);
        }

        Assert.InRange(rig.Suspicions.Count, 2, 11);
    }

    [Fact]
    public void What_was_under_way_across_a_pause_is_no_evidence()
    {
        var rig = new AgentRig().Warm();
        rig.World = (_, _) => null;
        rig.Run(50);
        rig.Pause(20_000);
        rig.World = (_, _) => Reply.Ok(2);
        rig.Run(5_000);
        Assert.Equal(1, rig.Machine.Pauses);
        Assert.DoesNotContain(rig.Seen, s => s.State == ObservedState.Down);
        Assert.Equal(ObservedState.Up, rig.State("s2"));
        Assert.DoesNotContain(rig.Reports, r => r.SilentPeers.Count > 0);
    }

    [Fact]
    public void A_site_whose_agents_fall_silent_is_looked_at_at_once_and_they_are_listed()
    {
        var rig = new AgentRig(AgentRig.Build(interval: 30_000));
        rig.Run(40_000);
        rig.Probes.Clear();
        rig.PeersBeat = false;
        rig.Run(500);
        Assert.Empty(rig.Probes);
        rig.Run(350);
        Assert.Equal([AgentRig.Www("s2"), AgentRig.Www("s3")], rig.Probes.Select(p => p.Endpoint).Distinct().Order());
        rig.Run(100);
        Assert.Equal(["a2", "a3", "x1"], rig.Reports[^1].SilentPeers.Select(p => p.Value));
    }

    [Fact]
    public void A_peer_that_was_never_heard_is_silent_after_its_grace()
    {
        var rig = new AgentRig(peersBeat: false);
        rig.Run(1_500);
        Assert.Empty(rig.Reports[^1].SilentPeers);
        rig.Run(1_000);
        Assert.Equal(3, rig.Reports[^1].SilentPeers.Count);
    }

    [Theory]
    [InlineData(FailureKind.Timeout)]
    [InlineData(FailureKind.NoRoute)]
    public void No_report_that_says_Down_leaves_unflagged_when_the_own_uplink_is_cut(FailureKind kind)
    {
        var rig = new AgentRig(AgentRig.Build(services: 20, anchor: "192.0.2.1:443")).Warm();
        rig.Anchor = () => false;
        rig.PeersBeat = false;
        rig.World = (e, _) =>
            e.Site.Value == "s1" ? Reply.Ok(2)
            : kind == FailureKind.Timeout ? null
            : new(kind, 1);
        rig.Run(10_000);
        Assert.True(rig.Machine.Blind);
        Assert.Contains(rig.Reports, r => r.Blind);
        Assert.DoesNotContain(rig.Reports, r => !r.Blind && r.Unhealthy.Any(o => o.State == ObservedState.Down));

        rig.Anchor = () => true;
        rig.PeersBeat = true;
        rig.World = (_, _) => Reply.Ok(2);
        rig.Run(10_000);
        Assert.False(rig.Machine.Blind);
        Assert.Empty(rig.Reports[^1].Unhealthy);
        Assert.DoesNotContain(rig.Reports, r => !r.Blind && r.Unhealthy.Any(o => o.State == ObservedState.Down));
    }

    [Fact]
    public void Without_an_anchor_the_agent_is_blind_when_all_outside_fails_and_all_peers_are_silent()
    {
        var rig = new AgentRig().Warm();
        rig.PeersBeat = false;
        rig.World = (e, _) => e.Site.Value == "s1" ? Reply.Ok(2) : null;
        rig.Run(3_000);
        Assert.True(rig.Reports[^1].Blind);
    }

    [Fact]
    public void An_agent_whose_anchor_answers_is_not_blind_though_all_else_is_lost()
    {
        var rig = new AgentRig(AgentRig.Build(anchor: "192.0.2.1:443")).Warm();
        rig.PeersBeat = false;
        rig.World = (e, _) => e.Site.Value == "s1" ? Reply.Ok(2) : null;
        rig.Run(3_000);
        Assert.False(rig.Reports[^1].Blind);
        Assert.Equal(2, rig.Reports[^1].Unhealthy.Count(o => o.State == ObservedState.Down));
    }

    [Fact]
    public void A_Down_report_carries_every_suspect()
    {
        var rig = new AgentRig().Warm();
        rig.Down("s3", FailureKind.Timeout);
        rig.Down("s2", FailureKind.Refused);
        rig.Machine.SuspicionReceived(AgentRig.Www("s3"), new("x1"), rig.Now);
        rig.Run(200);
        rig.Machine.SuspicionReceived(AgentRig.Www("s2"), new("x1"), rig.Now);
        rig.Run(80);
        var report = rig.Reports.First(r => r.Unhealthy.Any(o => o.State == ObservedState.Down));
        Assert.Equal(
            [(AgentRig.Www("s2"), ObservedState.Down), (AgentRig.Www("s3"), ObservedState.Suspect)],
            report.Unhealthy.Select(o => (o.Endpoint, o.State))
        );
    }

    [Fact]
    public void An_unchanged_report_is_a_heartbeat_each_interval()
    {
        var rig = new AgentRig().Warm();
        rig.Run(10_000);
        Assert.InRange(rig.Reports.Count, 9, 11);
    }

    [Fact]
    public void A_new_topology_keeps_what_is_probed_as_before_and_forgets_what_is_gone()
    {
        var rig = new AgentRig(AgentRig.Build(services: 2)).Warm();
        rig.Down("s2", FailureKind.Refused);
        rig.Run(2_000);
        var kept = rig.Machine.Find(AgentRig.Www("s2"));
        var gone = rig.Machine.Find(new(new("www1"), new("s2"), AddressFamily.V4))!;
        rig.Machine.Follow(AgentRig.Build(), "h2", rig.Now);
        Assert.Same(kept, rig.Machine.Find(AgentRig.Www("s2")));
        Assert.Equal(ObservedState.Down, rig.State("s2"));
        Assert.True(gone.Retired);
        rig.Run(2_000);
        Assert.Equal(
            ("h2", 2, 1),
            (rig.Reports[^1].TopologyHash, rig.Reports[^1].HealthyCount, rig.Reports[^1].Unhealthy.Count)
        );
    }

    [Fact]
    public void A_local_fault_is_no_evidence_and_the_confirmation_is_made_up_for()
    {
        var machine = new AgentMachine(new("a1"), 1, 1);
        machine.Follow(AgentRig.Build(), "h", 0);
        var now = 0L;
        var target = machine.Find(AgentRig.Www("s2"))!;
        while (target.State != ObservedState.Down && now < 5_000)
        {
            foreach (var order in machine.Effects.Probes.ToList())
            {
                if (order.Target != target)
                {
                    machine.ProbeCompleted(order.Target, order.Number, ProbeOutcome.Good(1), now);
                }
                else if (order.Number % 2 == 0)
                {
                    machine.ProbeAbandoned(target, order.Number, now);
                }
                else
                {
                    machine.ProbeCompleted(target, order.Number, ProbeOutcome.Failed(FailureKind.Refused), now);
                }
            }

            machine.Effects.Clear();
            now = Math.Max(now + 1, machine.NextTickAt);
            machine.Tick(now);
        }

        Assert.Equal((ObservedState.Down, 3), (target.State, target.Failures));
    }

    [Fact]
    public void A_steady_state_allocates_nothing_per_probe()
    {
        var machine = new AgentMachine(new("a1"), 1, 1);
        machine.Follow(AgentRig.Build(services: 300), "h", 0);
        var now = 0L;
        Steady(machine, ref now, 5_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var probes = Steady(machine, ref now, 20_000);
        var perProbe = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)probes;
        Assert.True(perProbe < 1, $"{perProbe:F2} bytes per probe");
    }

    private static long Steady(AgentMachine machine, ref long now, long milliseconds)
    {
        var probes = 0L;
        for (var end = now + milliseconds; now < end; now = machine.NextTickAt)
        {
            machine.Tick(now);
            var orders = machine.Effects.Probes;
            for (var i = 0; i < orders.Count; i++)
            {
                machine.ProbeCompleted(orders[i].Target, orders[i].Number, ProbeOutcome.Good(1), now);
                probes++;
            }

            machine.Effects.Clear();
        }

        return probes;
    }
}
