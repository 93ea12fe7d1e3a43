using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Store.Documents;

/// <summary>
/// A recovered epoch on its way into the store: one transaction, on exactly the documents that the operator was shown.
/// </summary>
/// <param name="Plan">Kept beside the epoch, so that explain can say later what was known and why this was chosen.</param>
/// <param name="LedgerIndex">0: there is no ledger.</param>
/// <param name="Holds">What replaces the holds document; null: it stays as it is.</param>
/// <param name="HoldsIndex">0: there is no holds document.</param>
/// <param name="Closed">Open intents with the outcome that they get, each with the index at which it was read.</param>
public sealed record RecoveryCommit(
    LedgerEntry Entry,
    Plan Plan,
    ulong LedgerIndex,
    Holds? Holds,
    ulong HoldsIndex,
    EquatableArray<(Intent Intent, ulong ModifyIndex)> Closed
)
{
    /// <summary>Intents in one transaction: with the other operations it stays below <see cref="StoreLimits.OperationsMax"/>.</summary>
    private const int ClosedMax = 40;

    /// <summary>Commits it once, and reads the ledger whatever was answered: that alone tells whether it was made.</summary>
    public async Task<RecoveryOutcome> RunAsync(ClusterDocuments documents, CancellationToken cancellationToken)
    {
        var said = await CommitAsync(documents, cancellationToken);
        return await documents.ReadLedgerAsync(ReadMode.Consistent, cancellationToken) switch
        {
            Found<LedgerEntry>.Unavailable(var failure) => new RecoveryOutcome.Unknown(failure),
            Found<LedgerEntry>.Here(var inForce, _) when inForce.Proposal == Entry.Proposal =>
                new RecoveryOutcome.Made(),
            Found<LedgerEntry>.Here(var inForce, _) when inForce.LastRecovery == Entry.Epoch => await FollowedAsync(
                documents,
                said,
                cancellationToken
            ),
            _ => new RecoveryOutcome.NotMade(said),
        };
    }

    /// <summary>A controller went on from an epoch of this number: whether it was this one, the plan kept beside it tells.</summary>
    private async Task<RecoveryOutcome> FollowedAsync(
        ClusterDocuments documents,
        CommitOutcome said,
        CancellationToken cancellationToken
    ) =>
        await documents.ReadAsync(
            documents.Keys.Plan((ulong)Entry.Epoch),
            StoreJson.Default.PlanRecord,
            ReadMode.Consistent,
            cancellationToken
        ) switch
        {
            Found<PlanRecord>.Unavailable(var failure) => new RecoveryOutcome.Unknown(failure),
            Found<PlanRecord>.Here(var plan, _) when plan.Entry.Proposal == Entry.Proposal =>
                new RecoveryOutcome.Made(),
            _ => new RecoveryOutcome.NotMade(said),
        };

    private async Task<CommitOutcome> CommitAsync(ClusterDocuments documents, CancellationToken cancellationToken)
    {
        // Closing what is open does no harm by itself; only what fits goes into the transaction that counts.
        foreach (var batch in Closed.Skip(ClosedMax).Chunk(ClosedMax))
        {
            Transaction closing = new(batch.Select(i => Close(documents, i)).ToEquatableArray());
            var outcome = await documents.Store.CommitAsync(closing, cancellationToken);
            if (outcome is not CommitOutcome.Committed)
            {
                return outcome;
            }
        }

        var keys = documents.Keys;
        StoreOperation[] operations =
        [
            new StoreOperation.Cas(keys.Ledger, Codec.Write(Entry, DomainJson.Default.LedgerEntry), LedgerIndex),
            Holds is null
                ? new StoreOperation.CheckIndex(keys.Holds, HoldsIndex)
                : new StoreOperation.Cas(keys.Holds, Codec.Write(Holds, DomainJson.Default.Holds), HoldsIndex),
            new StoreOperation.Set(
                keys.Plan((ulong)Entry.Epoch),
                Codec.Write(new(Entry, Plan), StoreJson.Default.PlanRecord)
            ),
            .. Closed.Take(ClosedMax).Select(i => Close(documents, i)),
        ];
        return await documents.Store.CommitAsync(Transaction.Of(operations), cancellationToken);
    }

    private static StoreOperation Close(ClusterDocuments documents, (Intent Intent, ulong ModifyIndex) open) =>
        new StoreOperation.Cas(
            documents.Keys.Intent(open.Intent.Id),
            Codec.Write(open.Intent, DomainJson.Default.Intent),
            open.ModifyIndex
        );
}
