using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using Xunit;

namespace FailoverCtl.Tests.Core.Checking;

public sealed class NeverEmptyTests
{
    [Fact]
    public void An_answer_with_an_address_is_fine_and_so_is_none_for_a_name_that_nobody_declares()
    {
        var story = Story.Of("k1").Answers("WWW.example.test.", "192.0.2.1").Answers("nobody.example.test");
        Assert.Empty(Found.In(story));
    }

    [Fact]
    public void An_empty_answer_for_a_declared_name_is_a_violation()
    {
        var story = Story.Of("k1").Answers("www.example.test.");
        Assert.Equal(["I-01 line 6: d1 answered www.example.test. V4 with 0 addresses"], Found.In(story));
    }

    [Fact]
    public void A_clients_journal_without_a_topology_is_judged_by_the_others()
    {
        var client = Story.Bare("client/1").Answers("www.example.test");
        Assert.Equal(
            ["I-01 line 1: d1 answered www.example.test V4 with 0 addresses"],
            Found.In(Story.Of("k1"), client)
        );
    }

    [Fact]
    public void An_epoch_that_leaves_a_service_without_weight_is_a_violation()
    {
        var story = Story.Of("k1");
        var nothing = story.Without(story.Ledger.Steering, [.. story.Topology.Endpoints]);
        story.Plans(CauseKind.Intent, nothing, Drained("a", "b", "c")).Commits();
        Assert.Equal(
            ["I-01 line 7: epoch 2 leaves www V4 with a total weight of 0 over 3 placements"],
            Found.In(story)
        );
    }

    [Fact]
    public void A_write_that_leaves_a_service_without_weight_is_a_violation_even_if_nobody_knows_whether_it_arrived()
    {
        var story = Story.Of("k1");
        story.Takes(
            "d1",
            story.Ledger,
            w => w with { After = SortedMap<EndpointId, int>.Empty, Result = WriteResult.Unknown }
        );
        Assert.Equal(
            ["I-01 line 6: the write of epoch 1 to d1 leaves www V4 with a total weight of 0 over 3 placements"],
            Found.In(story)
        );
    }

    private static Latches Drained(params string[] sites) =>
        Latches.None with
        {
            Drains = sites
                .Select(s => new Drain(new(s), DrainCause.Operator, "ana", "work", null, false))
                .ToEquatableArray(),
        };
}
