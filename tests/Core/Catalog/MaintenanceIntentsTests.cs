using FailoverCtl.Decision.Maintenance;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Tests.Core.TopologyFiles;
using FailoverCtl.TopologyFiles;
using Xunit;

namespace FailoverCtl.Tests.Core.Catalog;

/// <summary>When Consul's maintenance of a site asks for a drain, and when for its end.</summary>
public class MaintenanceIntentsTests
{
    private static readonly SiteId Sbg = new("sbg");
    private static readonly Domain.Topology.Topology Topology = TopologyLoader
        .Load(Path.Combine(Golden.Repository, "topology", "minimal"))
        .Topology!;

    private Latches _latches = Latches.None;
    private EquatableArray<AskedIntent> _asked = [];
    private ulong _index = 1_000;

    [Fact]
    public void A_site_in_maintenance_is_asked_to_be_drained_with_the_reason_given()
    {
        var intent = Assert.Single(Decide(On("n1", maintenance: 40, notes: "new switch")));

        Assert.Equal(
            new Intent(
                "maintenance-sbg-n1-40",
                IntentKind.Drain,
                "site:sbg",
                "consul maintenance",
                "new switch",
                [],
                DateTimeOffset.UnixEpoch,
                IntentOutcome.Pending
            ),
            intent
        );
    }

    [Fact]
    public void Sites_that_are_not_in_maintenance_are_left_alone() =>
        Assert.Empty(Decide(On("n1"), On("n2") with { Site = new("gra") }));

    [Fact]
    public void What_has_been_asked_is_not_asked_again_whatever_came_of_it()
    {
        var begin = Assert.Single(Decide(On("n1", maintenance: 40)));
        foreach (var state in Enum.GetValues<IntentState>())
        {
            _asked = [new(Answered(begin, state), 50)];
            Assert.Empty(Decide(On("n1", maintenance: 40)));
        }
    }

    [Fact]
    public void The_end_of_maintenance_is_asked_to_be_the_end_of_its_drain()
    {
        BeginAndDrain(maintenance: 40);

        var over = Assert.Single(Decide(On("n1")));

        Assert.Equal(
            ("maintenance-sbg-n1-40-over", IntentKind.Undrain, "site:sbg", "consul maintenance"),
            (over.Id, over.Kind, over.Scope, over.By)
        );
    }

    [Fact]
    public void The_end_is_asked_once_even_if_it_is_refused()
    {
        BeginAndDrain(maintenance: 40);
        var over = Assert.Single(Decide(On("n1")));
        Asked(Answered(over, IntentState.Refused));

        Assert.Empty(Decide(On("n1")));
    }

    [Fact]
    public void A_site_that_is_no_longer_registered_is_not_out_of_maintenance()
    {
        BeginAndDrain(maintenance: 40);

        Assert.Empty(Decide());
        Assert.Empty(Decide(On("n1") with { Site = new("gra") }));
    }

    [Fact]
    public void A_registration_without_maintenance_beside_one_with_it_ends_nothing()
    {
        BeginAndDrain(maintenance: 40);

        Assert.Empty(Decide(On("n1", maintenance: 40), On("n2")));
    }

    [Fact]
    public void A_drain_that_somebody_else_asked_for_is_not_ended()
    {
        BeginAndDrain(maintenance: 40);
        Drained("anna", DrainCause.Operator);
        Assert.Empty(Decide(On("n1")));

        Drained("automatic", DrainCause.Lost);
        Assert.Empty(Decide(On("n1")));
    }

    [Fact]
    public void A_site_that_somebody_drained_by_hand_during_the_maintenance_stays_drained_after_it()
    {
        BeginAndDrain(maintenance: 40);
        Asked(ByHand(IntentKind.Drain, IntentState.Done));

        Assert.Empty(Decide(On("n1")));
    }

    [Fact]
    public void What_was_refused_to_somebody_has_taken_nothing_over()
    {
        BeginAndDrain(maintenance: 40);
        Asked(ByHand(IntentKind.Undrain, IntentState.Refused));

        Assert.Single(Decide(On("n1")));
    }

    [Fact]
    public void A_site_that_somebody_undrained_during_the_maintenance_is_drained_again_only_by_a_new_one()
    {
        BeginAndDrain(maintenance: 40);
        _latches = Latches.None;
        Asked(ByHand(IntentKind.Undrain, IntentState.Done));
        Assert.Empty(Decide(On("n1", maintenance: 40)));

        Assert.Equal("maintenance-sbg-n1-77", Assert.Single(Decide(On("n1", maintenance: 77))).Id);
        Assert.Equal(
            "maintenance-sbg-n2-77",
            Assert.Single(Decide(On("n1", maintenance: 40), On("n2", maintenance: 77))).Id
        );
    }

    [Fact]
    public void A_maintenance_that_ends_before_its_drain_is_in_force_is_ended_once_it_is()
    {
        var begin = Assert.Single(Decide(On("n1", maintenance: 40)));
        Asked(begin);
        Assert.Empty(Decide(On("n1")));

        Asked(Answered(begin, IntentState.Accepted));
        Drained(MaintenanceIntents.By, DrainCause.Operator);

        Assert.Equal(IntentKind.Undrain, Assert.Single(Decide(On("n1"))).Kind);
    }

    [Fact]
    public void Node_maintenance_drains_a_site_when_all_nodes_that_carry_it_are_in_it()
    {
        var (first, second) = (
            On("n1") with
            {
                OfNode = new(40, "rack 1"),
            },
            On("n2") with
            {
                OfNode = new(44, "rack 2"),
            }
        );

        Assert.Empty(Decide(first, On("n2")));
        var intent = Assert.Single(Decide(first, second));

        Assert.Equal(("maintenance-sbg-n2-44", "rack 2"), (intent.Id, intent.Reason));
    }

    [Fact]
    public void A_site_that_moved_on_to_another_node_is_in_maintenance_as_long_as_the_one_it_left()
    {
        var maintained = On("n1") with { OfNode = new(44, "reboot") };
        BeginAndDrain(maintained);

        // The node reboots; it is back, still in maintenance; it has left Consul; it is out of maintenance.
        Assert.Empty(Decide(maintained, On("n2")));
        Assert.Empty(Decide(On("n2")));
        var over = Assert.Single(Decide(On("n1"), On("n2")));
        Assert.Equal(("maintenance-sbg-n1-44-over", IntentKind.Undrain), (over.Id, over.Kind));
    }

    [Fact]
    public void Maintenance_of_two_nodes_is_over_when_neither_shows_it()
    {
        var (first, second) = (
            On("n1") with
            {
                OfNode = new(40, "rack 1"),
            },
            On("n2") with
            {
                OfNode = new(44, "rack 2"),
            }
        );
        BeginAndDrain(first, second);

        Assert.Empty(Decide(first, On("n2")));
        Assert.Empty(Decide(On("n1"), second));
        Assert.Equal(IntentKind.Undrain, Assert.Single(Decide(On("n1"), On("n2"))).Kind);
    }

    [Fact]
    public void A_node_whose_name_begins_alike_is_another_one()
    {
        BeginAndDrain(On("n1-4", maintenance: 40));

        Assert.Empty(Decide(On("n1")));
        Assert.Single(Decide(On("n1-4")));
    }

    [Fact]
    public void A_node_with_any_name_makes_an_id_that_fits_into_a_key()
    {
        var id = Assert.Single(Decide(On("rack 1/" + new string('x', 600), maintenance: 40))).Id;

        Assert.Null(KeyRules.Problem(new Keys("demo").Intent(id)));
        Assert.StartsWith("maintenance-sbg-rack~1~xx", id, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_controllers_that_see_the_same_ask_under_one_id() =>
        Assert.Equal(
            Decide(On("n1", maintenance: 40), On("n2", maintenance: 41)),
            Decide(On("n2", maintenance: 41), On("n1", maintenance: 40))
        );

    [Theory]
    [InlineData("", "no reason was given")]
    [InlineData(" \r\n", "no reason was given")]
    [InlineData("a\u001b[31mb\r\nc", "a [31mb  c")]
    public void The_reason_is_anybodys_text_and_is_cleaned(string notes, string reason) =>
        Assert.Equal(reason, Assert.Single(Decide(On("n1", maintenance: 40, notes: notes))).Reason);

    [Fact]
    public void A_long_reason_is_cut() =>
        Assert.Equal(200, Assert.Single(Decide(On("n1", maintenance: 40, notes: new('x', 5_000)))).Reason.Length);

    [Fact]
    public void A_site_that_the_topology_does_not_know_is_nobodys() =>
        Assert.Empty(Decide(On("n1", maintenance: 40) with { Site = new("nowhere") }));

    private static SiteInstance On(string node, ulong maintenance = 0, string notes = "why") =>
        new(Sbg, node, maintenance == 0 ? null : new(maintenance, notes), null);

    private EquatableArray<Intent> Decide(params SiteInstance[] instances) =>
        MaintenanceIntents.Decide(
            new(Topology, _latches, _asked, instances.ToEquatableArray(), DateTimeOffset.UnixEpoch)
        );

    private void BeginAndDrain(ulong maintenance) => BeginAndDrain(On("n1", maintenance));

    private void BeginAndDrain(params SiteInstance[] instances)
    {
        Asked(Answered(Assert.Single(Decide(instances)), IntentState.Done));
        Drained(MaintenanceIntents.By, DrainCause.Operator);
    }

    private void Drained(string by, DrainCause cause) =>
        _latches = Latches.None with { Drains = [new(Sbg, cause, by, "why", null, Overflow: false)] };

    /// <summary>Asked now, or answered: an answer keeps the intent's place in the order.</summary>
    private void Asked(Intent intent)
    {
        var place = _asked.FirstOrDefault(a => a.Intent.Id == intent.Id)?.CreateIndex ?? ++_index;
        _asked = _asked.Where(a => a.Intent.Id != intent.Id).Append(new(intent, place)).ToEquatableArray();
    }

    private static Intent ByHand(IntentKind kind, IntentState state) =>
        new("i-1", kind, "site:sbg", "anna", "r", [], DateTimeOffset.UnixEpoch, new(state, 7, []));

    private static Intent Answered(Intent intent, IntentState state) => intent with { Outcome = new(state, 7, []) };
}
