using FailoverCtl.Decision.Machine;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using Xunit;

namespace FailoverCtl.Tests.Core.Decision;

/// <summary>The store went back, and an operator recovers it (I-15): what stops a machine, and what alone lets it go on.</summary>
public sealed class RewindTests
{
    private static readonly string[] Others = ["rbx-1", "gra-1", "ext-1"];

    [Fact]
    public void A_recovery_lets_a_stopped_machine_go_on_without_a_restart()
    {
        var rig = Stopped();

        var events = Read(rig, Recovered(rig, 10), index: 20);

        Assert.Null(rig.Machine.Stopped);
        Assert.Equal(CoordinationMode.Normal, rig.Machine.Mode);
        Assert.Equal(10, rig.Ledger.Epoch);
        Assert.Contains(events, e => e is LedgerEvent { Entry.Cause.Kind: CauseKind.Recovery });
        Assert.Contains(events, e => e is ModeEvent { Mode: CoordinationMode.Normal });
    }

    [Fact]
    public void A_rebuilt_store_whose_indexes_start_low_is_followed()
    {
        var rig = Stopped();
        var recovered = Recovered(rig, 10);
        Read(rig, recovered, index: 3, holdsIndex: 2);

        Report(rig, sequence: 50, index: 4);
        rig.Pass(500);
        Report(rig, sequence: 51, index: 5);
        Condemn(rig, sequence: 52, index: 6);
        Read(rig, recovered, index: 3, holdsIndex: 2);

        var plan = rig.Proposed!.Plan;
        Assert.Equal((CauseKind.EndpointsLost, 10), (plan.Cause.Kind, plan.ParentEpoch));
        Assert.Equal((3UL, 2UL), (rig.Proposed.LedgerIndex, rig.Proposed.HoldsIndex));
        Assert.Equal(10, rig.Proposed.Draft.LastRecovery);
    }

    [Fact]
    public void A_later_epoch_tells_a_machine_that_slept_through_the_recovery()
    {
        var rig = Stopped();
        var adopted = Recovered(rig, 10) with { Epoch = 12, Cause = new(CauseKind.Adoption, "recover", "adopted") };

        Read(rig, adopted, index: 20);

        Assert.Null(rig.Machine.Stopped);
    }

    [Fact]
    public void A_machine_that_never_saw_the_rewind_follows_the_recovery_at_low_indexes()
    {
        var rig = new DecisionRig();
        rig.Force(rig.Entry(9, SteeringMap.AsDeclared, Latches.None)).Run();

        Read(rig, Recovered(rig, 10), index: 1, holdsIndex: 1);

        Assert.Null(rig.Machine.Stopped);
        Assert.Equal(10, rig.Ledger.Epoch);
        Assert.Equal(CoordinationMode.Normal, rig.Machine.Mode);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(5)]
    public void A_recovery_below_what_was_seen_does_not(long epoch)
    {
        var rig = Stopped();

        Read(rig, Recovered(rig, epoch), index: 20);

        Assert.NotNull(rig.Machine.Stopped);
    }

    [Fact]
    public void A_ledger_that_looks_right_again_does_not()
    {
        var rig = Stopped();

        Read(rig, rig.Entry(10, SteeringMap.AsDeclared, Latches.None), index: 20_000);

        Assert.Equal(CoordinationMode.Rewound, rig.Machine.Mode);
    }

    [Fact]
    public void Another_clusters_recovery_does_not()
    {
        var rig = Stopped();

        Read(rig, Recovered(rig, 10) with { Cluster = "other" }, index: 20);

        Assert.Equal(CoordinationMode.Rewound, rig.Machine.Mode);
    }

    [Fact]
    public void A_watch_alone_does_not()
    {
        var rig = Stopped();

        rig.Machine.Step(new LedgerRead(rig.Now, Recovered(rig, 10), 20_000));

        Assert.NotNull(rig.Run().Machine.Stopped);
    }

    [Fact]
    public void What_a_watch_had_under_way_from_the_old_store_stops_nobody_after_a_recovery()
    {
        var rig = Stopped();
        var recovered = Recovered(rig, 10);
        Read(rig, recovered, index: 3, holdsIndex: 2);

        rig.Machine.Step(new LedgerRead(rig.Now, rig.Entry(9, SteeringMap.AsDeclared, Latches.None), 9_000));
        rig.Machine.Step(new HoldsRead(rig.Now, new("test", 4, []), 9_001));
        rig.Pass(400);
        Read(rig, recovered, index: 3, holdsIndex: 2);

        Assert.Null(rig.Machine.Stopped);
        Assert.Equal(10, rig.Ledger.Epoch);
    }

    [Fact]
    public void A_fence_begun_before_the_recovery_stops_nobody_after_it()
    {
        var rig = Stopped();
        var begun = rig.Now;
        var recovered = Recovered(rig, 10);
        Read(rig, recovered, index: 3, holdsIndex: 2);

        rig.Machine.Step(
            new LedgerRead(rig.Now, rig.Entry(5, SteeringMap.AsDeclared, Latches.None), 9_000) { AskedAt = begun }
        );
        rig.Machine.Step(new HoldsRead(rig.Now, new("test", 4, []), 9_001) { AskedAt = begun });
        rig.Machine.Step(new LedgerRead(rig.Now, null, 0) { AskedAt = begun });
        rig.Machine.Step(new HoldsRead(rig.Now, null, 0) { AskedAt = begun });
        rig.Pass(400);
        Read(rig, recovered, index: 3, holdsIndex: 2);

        Assert.Null(rig.Machine.Stopped);
        Assert.Equal(10, rig.Ledger.Epoch);
    }

    [Fact]
    public void What_a_watch_or_an_earlier_read_shows_is_no_verdict_and_is_not_taken()
    {
        var rig = new DecisionRig();
        rig.Force(rig.Entry(9, SteeringMap.AsDeclared, Latches.None)).Run();
        var known = rig.Machine.Ledger!;
        var older = rig.Entry(5, SteeringMap.AsDeclared, Latches.None);
        var other = rig.Entry(9, SteeringMap.AsDeclared, Latches.None) with { Proposal = "other" };
        var foreign = rig.Entry(90, SteeringMap.AsDeclared, Latches.None) with { Cluster = "other" };
        rig.Pass(400);

        foreach (var askedAt in new long?[] { null, known.SeenAt })
        {
            rig.Machine.Step(new LedgerRead(rig.Now, older, 900) { AskedAt = askedAt });
            rig.Machine.Step(new LedgerRead(rig.Now, older, 2) { AskedAt = askedAt });
            rig.Machine.Step(new LedgerRead(rig.Now, other, 900) { AskedAt = askedAt });
            rig.Machine.Step(new LedgerRead(rig.Now, foreign, 900) { AskedAt = askedAt });
            rig.Machine.Step(new LedgerRead(rig.Now, null, 0) { AskedAt = askedAt });
            rig.Machine.Step(new HoldsRead(rig.Now, null, 0) { AskedAt = askedAt });
        }

        Assert.Null(rig.Machine.Stopped);
        Assert.Equal(known, rig.Machine.Ledger);
    }

    [Fact]
    public void A_second_rewind_after_a_recovery_stops_again()
    {
        var rig = Stopped();
        Read(rig, Recovered(rig, 10), index: 20);
        rig.Pass(400);

        Read(rig, rig.Entry(4, SteeringMap.AsDeclared, Latches.None), index: 4);

        Assert.Equal(CoordinationMode.Rewound, rig.Machine.Mode);
    }

    [Fact]
    public void A_DNS_server_that_answers_a_newer_epoch_than_the_ledger_and_repeats_it_proves_a_rewind()
    {
        var rig = new DecisionRig();
        Answers(rig, 40);
        Assert.Null(rig.Machine.Stopped);

        Answers(rig, 40);

        Assert.Contains("DNS server ns-rbx answers epoch 40", rig.Machine.Stopped, StringComparison.Ordinal);
        Read(rig, Recovered(rig, 40), index: 1_000);
        Assert.NotNull(rig.Machine.Stopped);
        Read(rig, Recovered(rig, 41), index: 1_001);
        Assert.Null(rig.Machine.Stopped);
    }

    [Fact]
    public void A_newer_epoch_that_the_DNS_server_does_not_repeat_only_waits_until_it_was_asked_again()
    {
        var rig = new DecisionRig();
        Answers(rig, 40);
        Assert.Contains("asking it again", rig.Machine.WhyObserving, StringComparison.Ordinal);

        Answers(rig, 1);
        Assert.Null(rig.Machine.WhyObserving);
        Answers(rig, 40);

        Assert.Null(rig.Machine.Stopped);
    }

    [Fact]
    public void What_a_DNS_server_answered_once_no_recovery_has_to_exceed()
    {
        var rig = new DecisionRig();
        rig.Force(rig.Entry(9, SteeringMap.AsDeclared, Latches.None)).Run();
        Answers(rig, 40);
        Read(rig, rig.Entry(5, SteeringMap.AsDeclared, Latches.None), index: 2);
        Assert.NotNull(rig.Machine.Stopped);

        Read(rig, Recovered(rig, 10), index: 20);

        Assert.Null(rig.Machine.Stopped);
    }

    [Fact]
    public void A_DNS_server_that_is_ahead_of_a_read_asked_for_before_its_answer_proves_nothing()
    {
        var rig = new DecisionRig();
        var asked = rig.Now;
        rig.Pass(100);
        rig.Machine.Step(new TargetRead(rig.Now, new("ns-rbx"), 2));

        rig.Machine.Step(new LedgerRead(rig.Now, rig.Ledger, rig.Machine.Ledger!.ModifyIndex) { AskedAt = asked });

        Assert.Null(rig.Machine.Stopped);
    }

    [Fact]
    public void A_start_proposes_nothing_before_the_DNS_servers_were_asked_and_the_ledger_read_after_that()
    {
        var machine = Starting(out var rig);
        machine.Step(new HoldsRead(60, new("test", 1, []), 4));
        machine.Step(new LedgerRead(60, rig.Ledger with { Author = DecisionRig.Me.AsAuthor }, 5));
        var drain = new Intent("i1", IntentKind.Drain, "site:sbg", "ada", "x", [], default, IntentOutcome.Pending);
        machine.Step(new IntentRead(70, drain, 6));

        Assert.False(Proposes(machine, 100));
        foreach (var server in rig.Topology.DnsServers.Keys)
        {
            machine.Step(new TargetRead(200, server, null));
        }

        Assert.False(Proposes(machine, 200));
        Assert.True(Proposes(machine, 400));
    }

    [Fact]
    public void A_start_with_a_ledger_and_no_holds_is_damage_and_says_so()
    {
        var machine = Starting(out var rig);
        machine.Step(new LedgerRead(100, rig.Ledger, 5) { AskedAt = 90 });
        machine.Step(new HoldsRead(100, null, 0) { AskedAt = 90 });
        Assert.Null(machine.Stopped);

        machine.Step(new HoldsRead(500, null, 0) { AskedAt = 450 });

        machine.Step(new Tick(800));
        var mode = machine.TakeReady(800)!.Events.OfType<ModeEvent>().Last();
        Assert.Equal(CoordinationMode.Rewound, mode.Mode);
        Assert.Contains("the holds key is gone", mode.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_with_holds_and_no_ledger_is_damage()
    {
        var machine = Starting(out _);
        machine.Step(new HoldsRead(100, new("test", 1, []), 4) { AskedAt = 90 });

        machine.Step(new LedgerRead(500, null, 0) { AskedAt = 450 });

        Assert.Contains("the ledger key is gone", machine.Stopped, StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_in_an_empty_store_waits()
    {
        var machine = Starting(out _);
        machine.Step(new LedgerRead(500, null, 0) { AskedAt = 450 });
        machine.Step(new HoldsRead(500, null, 0) { AskedAt = 450 });

        Assert.Null(machine.Stopped);
    }

    [Fact]
    public void What_was_asked_in_the_lost_store_is_not_taken_up_in_the_next()
    {
        var rig = new DecisionRig();
        rig.Force(rig.Entry(9, SteeringMap.AsDeclared, Latches.None)).Run();
        rig.Pass(400);
        rig.Ask(IntentKind.Drain, "site:sbg");
        rig.Machine.Step(new LedgerRead(rig.Now, null, 0) { AskedAt = rig.Now - 1 });

        Read(rig, Recovered(rig, 10), index: 20);
        rig.Pass(400);
        Read(rig, rig.Ledger, index: 20);

        Assert.Null(rig.Proposed);
    }

    [Fact]
    public void What_was_asked_since_the_last_read_of_the_old_store_is_not_lost_with_it()
    {
        var rig = new DecisionRig();
        rig.Force(rig.Entry(9, SteeringMap.AsDeclared, Latches.None)).Run();
        rig.Ask(IntentKind.Drain, "site:gra").Pass(400);
        Read(rig, rig.Ledger, rig.Machine.Ledger!.ModifyIndex);
        rig.Machine.Step(new ProposalSettled(rig.Now, rig.Proposed!.Plan.Id, Won: false));
        rig.Effects.Clear();
        rig.Pass(10_000).Ask(IntentKind.Drain, "site:sbg");

        Read(rig, Recovered(rig, 10), index: 20);
        rig.Pass(400);
        Read(rig, rig.Ledger, index: 20);

        Assert.Contains("site:sbg", rig.Proposed!.Plan.Cause.Sentence, StringComparison.Ordinal);
    }

    /// <summary>Epoch 9 was seen, then a consistent read shows epoch 5.</summary>
    private static DecisionRig Stopped()
    {
        var rig = new DecisionRig();
        rig.Force(rig.Entry(9, SteeringMap.AsDeclared, Latches.None)).Run();
        rig.Pass(400);
        Read(rig, rig.Entry(5, SteeringMap.AsDeclared, Latches.None), index: 2);
        Assert.Equal("the ledger went back from epoch 9 to 5", rig.Machine.Stopped);
        Assert.Equal(CoordinationMode.Rewound, rig.Machine.Mode);
        rig.Pass(400);
        return rig;
    }

    private static LedgerEntry Recovered(DecisionRig rig, long epoch) =>
        RecoveryEpoch.Of(
            rig.Entry(1, SteeringMap.AsDeclared, Latches.None),
            epoch - 1,
            $"recover-{epoch}",
            "by a test"
        );

    /// <summary>A consistent read of both, and all that it makes ready.</summary>
    private static List<JournalEvent> Read(DecisionRig rig, LedgerEntry entry, ulong index, ulong holdsIndex = 19)
    {
        rig.Pass(5);
        var askedAt = rig.Now - 1;
        rig.Machine.Step(new LedgerRead(rig.Now, entry, index) { AskedAt = askedAt });
        rig.Machine.Step(new HoldsRead(rig.Now, new("test", 9, []), holdsIndex) { AskedAt = askedAt });
        rig.Machine.Step(new StoreAnswered(rig.Now, askedAt));
        rig.Machine.Step(new Tick(rig.Now));
        var events = new List<JournalEvent>();
        while (rig.Machine.TakeReady(rig.Now) is { } ready)
        {
            rig.Machine.Advance(ready);
            rig.Effects.AddRange(ready.Effects);
            events.AddRange(ready.Events);
        }

        return events;
    }

    /// <summary>A DNS server is asked, and the ledger consistently after that.</summary>
    private static void Answers(DecisionRig rig, long epoch)
    {
        rig.Machine.Step(new TargetRead(rig.Now, new("ns-rbx"), epoch));
        rig.Pass(400);
        Read(rig, rig.Ledger, rig.Machine.Ledger!.ModifyIndex);
    }

    private static void Report(DecisionRig rig, long sequence, ulong index, params Observation[] seen)
    {
        foreach (var agent in rig.Topology.VantagePoints.Keys)
        {
            rig.Machine.Step(
                new ReportRead(rig.Now, new(agent, 1, sequence, "h1", false, 0, seen.ToEquatableArray(), []), index)
            );
        }
    }

    private static void Condemn(DecisionRig rig, long sequence, ulong index) =>
        Report(
            rig,
            sequence,
            index,
            [
                .. rig
                    .Topology.Endpoints.Where(e => e.Site.Value == "sbg")
                    .Select(e => new Observation(e, ObservedState.Down, FailureKind.Refused, 3, 0, 2_000)),
            ]
        );

    private static bool Proposes(ControlMachine machine, long now)
    {
        machine.Step(new StoreAnswered(now, now));
        machine.Step(new Tick(now));
        var proposes = false;
        while (machine.TakeReady(now) is { } ready)
        {
            machine.Advance(ready);
            proposes |= ready.Effects.Any(e => e is Propose);
        }

        return proposes;
    }

    private static ControlMachine Starting(out DecisionRig rig)
    {
        rig = new DecisionRig();
        var machine = new ControlMachine(DecisionRig.Me);
        machine.Step(new TopologyRead(50, "h1", rig.Topology));
        return machine;
    }
}
