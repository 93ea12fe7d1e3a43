using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;
using Xunit;

namespace FailoverCtl.Tests.Core.CommandLine;

/// <summary>Whether a recovery was made is what the ledger shows, never what the commit answered.</summary>
public sealed class RecoveryCommitTests
{
    private static readonly Keys Keys = new("minimal");

    private static readonly LedgerEntry Recovered = RecoveryEpoch.Of(
        Scenes.SiteLost().Ledger,
        14,
        "recover-1",
        "by a test"
    );

    private static readonly LedgerEntry Rival = Recovered with { Proposal = "recover-2" };

    public enum Reply
    {
        Committed,
        Conflict,
        Failed,
    }

    public static TheoryData<Reply> Replies => [.. Enum.GetValues<Reply>()];

    [Theory]
    [MemberData(nameof(Replies))]
    public async Task It_was_made_when_the_ledger_shows_it_whatever_was_answered(Reply reply) =>
        Assert.Equal(new RecoveryOutcome.Made(), await RunAsync(InForce(Recovered, reply)));

    [Theory]
    [MemberData(nameof(Replies))]
    public async Task It_was_not_made_when_the_ledger_shows_another_whatever_was_answered(Reply reply) =>
        Assert.Equal(new RecoveryOutcome.NotMade(Of(reply)), await RunAsync(InForce(Rival, reply)));

    [Theory]
    [MemberData(nameof(Replies))]
    public async Task It_is_unknown_when_the_ledger_cannot_be_read_whatever_was_answered(Reply reply)
    {
        var store = InForce(Recovered, reply);
        store.Silent = Keys.Ledger;

        Assert.Equal(new RecoveryOutcome.Unknown(PartialStore.Failure), await RunAsync(store));
    }

    [Fact]
    public async Task It_was_made_when_a_controller_went_on_from_it_meanwhile()
    {
        var store = InForce(Followed(Recovered), Reply.Failed);

        Assert.Equal(new RecoveryOutcome.Made(), await RunAsync(Kept(store, Recovered)));
        Assert.IsType<RecoveryOutcome.NotMade>(await RunAsync(Kept(store, Rival)));
    }

    private static CommitOutcome Of(Reply reply) =>
        reply switch
        {
            Reply.Committed => new CommitOutcome.Committed([]),
            Reply.Conflict => new CommitOutcome.Conflict([new(0, "failed to set")]),
            Reply.Failed => new CommitOutcome.Failed(PartialStore.Failure),
        };

    private static LedgerEntry Followed(LedgerEntry entry) =>
        entry with
        {
            Epoch = entry.Epoch + 1,
            Proposal = "c-rbx-16",
        };

    private static PartialStore InForce(LedgerEntry entry, Reply reply) =>
        new PartialStore { Reply = Of(reply) }.With(Keys.Ledger, Codec.Write(entry, DomainJson.Default.LedgerEntry));

    private static PartialStore Kept(PartialStore store, LedgerEntry entry) =>
        store.With(Keys.Plan((ulong)entry.Epoch), Codec.Write(new(entry, Scenes.Plan()), StoreJson.Default.PlanRecord));

    private static Task<RecoveryOutcome> RunAsync(PartialStore store) =>
        new RecoveryCommit(Recovered, Scenes.Plan(), 812, null, 640, []).RunAsync(
            new(store, Keys),
            TestContext.Current.CancellationToken
        );
}
