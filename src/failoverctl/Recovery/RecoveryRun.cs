using FailoverCtl.CommandLine.Asking;
using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.CommandLine.Recovery;

/// <summary>One recovery from looking to committing.</summary>
/// <param name="declared">The topology of the files that the operator names; null: none.</param>
internal sealed class RecoveryRun(
    Session session,
    FileEvidence files,
    TopologyDocument? declared,
    RecoveryRun.Asked asked
)
{
    private readonly Surroundings _world = session.World;
    private readonly ClusterDocuments _documents = session.Documents;

    /// <param name="From">What --from says; null: nothing.</param>
    public sealed record Asked(Request Request, string? From, bool Yes, bool DryRun);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        EquatableArray<Source> answers = [];
        var (store, failure) = await StoreReading.RunAsync(
            _documents,
            async (topology, token) =>
            {
                if ((topology ?? Known()) is { } known)
                {
                    answers = await DnsEvidence.AskAsync(known, token);
                }
            },
            cancellationToken
        );
        if (store is null)
        {
            return _world.Fail(Exit.Unreachable, failure!.Message);
        }

        var knowledge = new Knowledge(session.Cluster, store, answers, files, declared);
        if (knowledge.Problems.IsEmpty && asked.From is null)
        {
            return await NothingWrongAsync(knowledge);
        }

        var (rescue, why, unread) = await RescueAsync(knowledge, cancellationToken);
        if (unread is not null)
        {
            return _world.Fail(Exit.Unreachable, unread.Message);
        }

        if (rescue is null)
        {
            await ShowAsync(knowledge, null, why, RecoveryState.Open);
            return _world.Fail(Exit.Usage, $"{why}. Nothing was changed");
        }

        if (asked.DryRun)
        {
            await ShowAsync(knowledge, rescue, null, RecoveryState.Shown);
            return Exit.Fine;
        }

        if (!session.Json)
        {
            await ShowAsync(knowledge, rescue, null, RecoveryState.Shown);
        }

        var consequence = $"This puts epoch {rescue.Entry.Epoch} of cluster {session.Cluster} in force: {rescue.From}.";
        return Confirmation.Refused(_world, asked.Yes, consequence)
            ?? await CommitAsync(knowledge, rescue, cancellationToken);
    }

    /// <summary>Where DNS servers are, when the store does not know it any more.</summary>
    private Topology? Known()
    {
        var newest = files.Entries.Where(e => e.Entry.Cluster == session.Cluster).MaxBy(e => e.Entry.Epoch);
        var document = files
            .Topologies.Where(t => t.Document.Hash == newest?.Entry.TopologyHash)
            .Select(t => t.Document)
            .Append(declared)
            .FirstOrDefault(d => d is not null);
        return document is null ? null : TopologyDocument.Read(document.Hash, document.Bytes.Span);
    }

    private async Task<int> NothingWrongAsync(Knowledge knowledge)
    {
        await ShowAsync(knowledge, null, null, RecoveryState.NothingWrong);
        var sentence =
            $"nothing is wrong: the store has epoch {knowledge.NewestSeen}, and nothing that was asked knows a newer one";
        return asked.DryRun
            ? _world.Fail(Exit.Fine, sentence)
            : _world.Fail(
                Exit.Refused,
                $"{sentence}; nothing was changed. To take an older epoch all the same, say which: --from EPOCH"
            );
    }

    private async Task<(Rescue? Rescue, string? Why, StoreFailure? Failure)> RescueAsync(
        Knowledge knowledge,
        CancellationToken cancellationToken
    )
    {
        switch (Choice.Of(knowledge, asked.From))
        {
            case Choice.Made made:
                var stored = await _documents.ReadTopologyAsync(
                    made.Entry.TopologyHash,
                    ReadMode.Consistent,
                    cancellationToken
                );
                if (stored is Found<Topology>.Unavailable(var failure))
                {
                    return (null, null, failure);
                }

                var (rescue, why) = Rescue.Of(knowledge, made, asked.Request, stored);
                return (rescue, why, null);
            case Choice.Open open:
                return (null, open.Sentence, null);
            default:
                throw new InvalidOperationException("a choice of a kind that does not exist");
        }
    }

    private async Task<int> CommitAsync(Knowledge knowledge, Rescue rescue, CancellationToken cancellationToken)
    {
        if (await PutTopologyAsync(rescue, cancellationToken) is { } failure)
        {
            return _world.Fail(Exit.Unreachable, $"{failure.Message}; nothing was recovered");
        }

        var commit = new RecoveryCommit(
            rescue.Entry,
            rescue.AsPlan(knowledge),
            knowledge.Store.LedgerIndex,
            rescue.Holds,
            knowledge.Store.HoldsIndex,
            rescue.Closed
        );
        return await commit.RunAsync(_documents, cancellationToken) switch
        {
            RecoveryOutcome.Made => await DoneAsync(knowledge, rescue),
            RecoveryOutcome.NotMade(CommitOutcome.Failed(var unanswered)) => _world.Fail(
                Exit.Unreachable,
                $"{unanswered.Message}; nothing was recovered so far: look again"
            ),
            RecoveryOutcome.NotMade(CommitOutcome.Conflict) => _world.Fail(
                Exit.Refused,
                "the store has changed since it was shown (ledger, holds or an intent): nothing was recovered; look again"
            ),
            RecoveryOutcome.NotMade => _world.Fail(
                Exit.Refused,
                "the store said that it was made, and the ledger shows another epoch: the store went back again, or another "
                    + "recovery followed; look again"
            ),
            RecoveryOutcome.Unknown(var unread) => _world.Fail(
                Exit.Unreachable,
                $"{unread.Message}; whether it was recovered is unknown: look at failoverctl status"
            ),
            _ => throw new InvalidOperationException("a recovery outcome of a kind that does not exist"),
        };
    }

    private async Task<StoreFailure?> PutTopologyAsync(Rescue rescue, CancellationToken cancellationToken)
    {
        if (rescue.PutBack is not { } document)
        {
            return null;
        }

        // What lies there under this hash does not add up to it: a chunk too many would spoil it again.
        var prefix = new StoreOperation.DeleteTree(_documents.Keys.Topology(document.Hash));
        return
            await _documents.Store.CommitAsync(Transaction.Of(prefix), cancellationToken)
                is CommitOutcome.Failed(var failure)
            ? failure
            : await TopologyChunks.PutAsync(_documents, document, cancellationToken);
    }

    private async Task<int> DoneAsync(Knowledge knowledge, Rescue rescue)
    {
        if (session.Json)
        {
            await ShowAsync(knowledge, rescue, null, RecoveryState.Committed);
            return Exit.Fine;
        }

        var release = rescue.Added is { } hold
            ? $"\nautomation is held until you have looked: failoverctl release {hold.Id} --cluster {session.Cluster}"
            : "";
        await _world.Out.WriteLineAsync(
            $"""

            epoch {rescue.Entry.Epoch} is in force. Controllers and DNS servers take it up by themselves, without a restart:
              failoverctl status --cluster {session.Cluster}{release}
            """
        );
        return Exit.Fine;
    }

    private Task ShowAsync(Knowledge knowledge, Rescue? rescue, string? why, RecoveryState state) =>
        _world.Out.WriteAsync(
            session.Json
                ? RecoveryJson.Render(knowledge, rescue, why, state)
                : RecoveryText.Render(knowledge, rescue, _world.Colour)
        );
}
