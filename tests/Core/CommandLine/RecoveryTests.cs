using System.Text.Json;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.CommandLine.Recovery;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Store.Documents;
using FailoverCtl.Tests.Core.TopologyFiles;
using Xunit;

namespace FailoverCtl.Tests.Core.CommandLine;

/// <summary>What recover finds wrong, what it chooses and what it would commit, without any store.</summary>
public sealed class RecoveryTests
{
    private static readonly Found<Topology> Stored = new Found<Topology>.Here(Scenes.Topology, 600);
    private static readonly Found<Topology> Missing = new Found<Topology>.Missing("failoverctl/minimal/topology/ab/");

    [Fact]
    public void A_restored_snapshot_reads_as_recorded()
    {
        var knowledge = RecoveryScenes.Restored();
        Verify("recover-restored.txt", RecoveryText.Render(knowledge, Rescued(knowledge), colour: false));
    }

    [Fact]
    public void A_deleted_prefix_reads_as_recorded()
    {
        var knowledge = RecoveryScenes.Deleted(RecoveryScenes.Whole(Scenes.SiteLost().Ledger));
        Verify(
            "recover-deleted.txt",
            RecoveryText.Render(knowledge, Rescued(knowledge, stored: Missing), colour: false)
        );
    }

    [Fact]
    public void The_document_is_as_recorded()
    {
        var knowledge = RecoveryScenes.Restored();
        var text = RecoveryJson.Render(knowledge, Rescued(knowledge), null, RecoveryState.Shown);
        using var document = JsonDocument.Parse(text);
        Assert.Equal(RecoveryJson.Schema, document.RootElement.GetProperty("schema").GetString());
        Verify("recover-restored.json", text);
    }

    [Fact]
    public void A_store_that_agrees_with_all_that_was_asked_has_nothing_wrong() =>
        Assert.Empty(RecoveryScenes.Fine().Problems);

    [Fact]
    public void The_epoch_is_one_more_than_anything_knows_of()
    {
        var knowledge = RecoveryScenes.Restored();
        Assert.Equal(14, knowledge.NewestSeen);
        Assert.Equal((15, 15), (Rescued(knowledge).Entry.Epoch, Rescued(knowledge).Entry.LastRecovery));
        Assert.Equal(15, Rescued(knowledge, from: "12").Entry.Epoch);
    }

    [Fact]
    public void Steering_and_latches_are_those_of_the_newest_entry_that_is_known_whole()
    {
        var (entry, lost) = (Rescued(RecoveryScenes.Restored()).Entry, Scenes.SiteLost().Ledger);
        Assert.Equal((lost.Steering, lost.Latches), (entry.Steering, entry.Latches));
        Assert.Equal((CauseKind.Recovery, RecoveryEpoch.Author), (entry.Cause.Kind, entry.Author));
    }

    [Fact]
    public void What_only_a_number_is_known_of_the_operator_has_to_decide()
    {
        var open = Assert.IsType<Choice.Open>(
            Choice.Of(RecoveryScenes.Restored() with { Files = FileEvidence.None }, from: null)
        );
        Assert.Contains("knew epoch 14", open.Sentence, StringComparison.Ordinal);
        Assert.Contains("--from 12", open.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void With_nothing_known_whole_only_the_declared_steering_is_left()
    {
        var knowledge = RecoveryScenes.Deleted();
        Assert.Contains("--from declared", Open(knowledge, null), StringComparison.Ordinal);
        Assert.Contains("--topology DIR", Open(knowledge, "declared"), StringComparison.Ordinal);

        var declared = knowledge with { Declared = TopologyDocument.Write(Scenes.Topology) };
        var entry = Rescued(declared, "declared", Missing).Entry;
        Assert.Equal((15, SteeringMap.AsDeclared), (entry.Epoch, entry.Steering));
    }

    [Fact]
    public void An_epoch_with_two_faces_is_chosen_by_its_proposal()
    {
        var other = Scenes.SiteLost().Ledger with { Proposal = "other" };
        var knowledge = RecoveryScenes.Restored();
        knowledge = knowledge with { Files = knowledge.Files.And(RecoveryScenes.Whole(other, "dns-ns-sbg.state")) };

        Assert.Contains("2 faces", Open(knowledge, null), StringComparison.Ordinal);
        Assert.Equal("epoch 14, from state file dns-ns-sbg.state", Rescued(knowledge, "other").From);
    }

    [Fact]
    public void Another_clusters_epochs_do_not_count()
    {
        var foreign = Scenes.SiteLost().Ledger with { Cluster = "other", Epoch = 900 };
        var knowledge = RecoveryScenes.Fine() with { Files = RecoveryScenes.Whole(foreign) };

        Assert.Equal(12, knowledge.NewestSeen);
        Assert.Empty(knowledge.Problems);
        Assert.DoesNotContain(knowledge.Entries, e => e.Entry.Epoch == 900);
    }

    [Fact]
    public void A_topology_that_nobody_has_is_asked_for()
    {
        var knowledge = RecoveryScenes.Restored();
        var files = knowledge.Files with { Topologies = [] };
        knowledge = knowledge with { Files = files, Store = knowledge.Store with { Topology = null } };

        var (rescue, why) = Rescue.Of(knowledge, Made(knowledge, null), RecoveryScenes.Request, Missing);

        Assert.Null(rescue);
        Assert.Contains("--topology DIR", why, StringComparison.Ordinal);
    }

    [Fact]
    public void Holds_stay_untouched_when_the_ledger_did_not_go_back() =>
        Assert.Null(Rescued(RecoveryScenes.Fine(), from: "12").Holds);

    [Fact]
    public void Holds_of_a_store_that_went_back_stay_with_a_hold_of_all_besides()
    {
        var old = new Hold("h-1", "site:gra", "ben", "switch", Scenes.Night);
        var knowledge = RecoveryScenes.Restored();
        var store = knowledge.Store with { Holds = new Found<Holds>.Here(new("minimal", 3, [old]), 640) };

        var rescue = Rescued(knowledge with { Store = store });

        Assert.Equal((4, "all"), (rescue.Holds!.Revision, rescue.Added!.Scope));
        Assert.Equal([old, rescue.Added], rescue.Holds.Items);
        Assert.Contains(rescue.Says, s => s.Contains("because the store went back", StringComparison.Ordinal));
    }

    [Fact]
    public void Lost_holds_come_back_with_a_hold_of_all()
    {
        var rescue = Rescued(RecoveryScenes.Deleted(RecoveryScenes.Whole(Scenes.SiteLost().Ledger)), null, Missing);
        var hold = Assert.Single(rescue.Holds!.Items);
        Assert.Equal(("all", "h-12ab34", rescue.Added), (hold.Scope, hold.Id, hold));
        Assert.Contains("look, then failoverctl release", hold.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Holds_that_a_journal_knows_are_kept_beside_it()
    {
        var known = new Hold("h-1", "site:gra", "ben", "switch", Scenes.Night);
        var files = RecoveryScenes.Whole(Scenes.SiteLost().Ledger).And(RecoveryScenes.Seen(new("minimal", 7, [known])));
        var rescue = Rescued(RecoveryScenes.Deleted(files), null, Missing);
        Assert.Equal((8, 2), (rescue.Holds!.Revision, rescue.Holds.Items.Count));
        Assert.Contains(known, rescue.Holds.Items);
    }

    [Fact]
    public void Holds_newer_than_a_restored_snapshots_are_put_back()
    {
        var known = new Hold("h-1", "site:gra", "ben", "switch", Scenes.Night);
        var knowledge = RecoveryScenes.Restored();
        knowledge = knowledge with { Files = knowledge.Files.And(RecoveryScenes.Seen(new("minimal", 7, [known]))) };
        Assert.Contains(knowledge.Problems, p => p.Contains("revision 7", StringComparison.Ordinal));
        var rescue = Rescued(knowledge);
        Assert.Equal([known, rescue.Added!], rescue.Holds!.Items);
    }

    [Fact]
    public void A_damaged_plan_that_may_be_the_newest_leaves_its_number_free()
    {
        var knowledge = RecoveryScenes.Restored();
        Assert.Equal(15, Rescued(Damaged(13, 40)).Entry.Epoch);
        Assert.Equal(17, Rescued(Damaged(15, 16, 40)).Entry.Epoch);

        Knowledge Damaged(params int[] slots) =>
            knowledge with
            {
                Store = knowledge.Store with { DamagedPlanSlots = slots.ToEquatableArray() },
            };
    }

    [Fact]
    public void An_implausible_epoch_is_no_evidence_and_is_named()
    {
        var knowledge = RecoveryScenes.Restored();
        knowledge = knowledge with { Answers = [knowledge.Answers[0] with { Epoch = long.MaxValue }] };

        Assert.Equal((14, 15), (knowledge.NewestSeen, Rescued(knowledge).Entry.Epoch));
        Assert.Contains(
            "does not count",
            RecoveryText.Render(knowledge, null, colour: false),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_recovered_epoch_never_overflows() =>
        Assert.Equal(
            LedgerEntry.EpochMax,
            RecoveryEpoch.Of(Scenes.SiteLost().Ledger, long.MaxValue, "recover-1", "by a test").Epoch
        );

    [Fact]
    public void What_a_controller_said_before_the_last_recovery_is_over()
    {
        var knowledge = RecoveryScenes.Restored();
        var recovered = Rescued(knowledge).Entry;
        var after = knowledge with
        {
            Store = knowledge.Store with { Ledger = new Found<LedgerEntry>.Here(recovered, 900) },
        };
        Assert.Empty(after.Problems);
    }

    [Fact]
    public void The_kept_plan_tells_what_was_known()
    {
        var knowledge = RecoveryScenes.Restored();
        var plan = Rescued(knowledge).AsPlan(knowledge);
        Assert.Contains(plan.Reasons, r => r.Contains("the store went back", StringComparison.Ordinal));
        Assert.Contains(plan.Reasons, r => r.StartsWith("DNS server ns-gra: epoch 14", StringComparison.Ordinal));
    }

    private static Rescue Rescued(Knowledge knowledge, string? from = null, Found<Topology>? stored = null)
    {
        var (rescue, why) = Rescue.Of(knowledge, Made(knowledge, from), RecoveryScenes.Request, stored ?? Stored);
        Assert.Null(why);
        return rescue!;
    }

    private static Choice.Made Made(Knowledge knowledge, string? from) =>
        Assert.IsType<Choice.Made>(Choice.Of(knowledge, from));

    private static string Open(Knowledge knowledge, string? from) =>
        Assert.IsType<Choice.Open>(Choice.Of(knowledge, from)).Sentence;

    private static void Verify(string file, string actual) =>
        Golden.Verify(Path.Combine(Golden.Repository, "tests", "Core", "CommandLine", "golden", file), actual);
}
