using System.Runtime.ExceptionServices;
using FailoverCtl.Control.Ports;
using FailoverCtl.Daemon.Processes;
using FailoverCtl.Decision.Machine;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.Daemon.Controller;

/// <summary>The store behind the loop's port: begins each call on the pool and posts its result back to the loop's thread.</summary>
internal sealed class StorePort(
    ClusterDocuments documents,
    LoopThread loop,
    Monotonic clock,
    CancellationToken stopping
) : IStorePort
{
    private int _publishing;

    public void ReadFence(long askedAt) => Begin(() => ReadFenceAsync(askedAt));

    public void Commit(Commit commit) => Begin(() => CommitAsync(commit));

    /// <summary>Latest wins: while one heartbeat is on its way, no other is sent behind it.</summary>
    public void Publish(ControllerStatus status)
    {
        if (Interlocked.Exchange(ref _publishing, 1) == 0)
        {
            Begin(() => PublishAsync(status));
        }
    }

    public void Answer(IntentChange change) =>
        Begin(() => documents.Store.CommitAsync(Transaction.Of(Outcome(change)), stopping));

    private async Task ReadFenceAsync(long askedAt)
    {
        try
        {
            var ledger = documents.ReadLedgerAsync(ReadMode.Consistent, stopping);
            var holds = documents.ReadHoldsAsync(ReadMode.Consistent, stopping);
            Post(askedAt, await ledger, await holds);
        }
        catch
        {
            // Whatever it was: a read that is never answered would leave the loop without a fence for ever.
            loop.Post(static (l, now) => l.FenceFailed(now));
            throw;
        }
    }

    private void Post(long askedAt, Found<LedgerEntry> ledger, Found<Holds> holds)
    {
        ReportDamage(ledger);
        ReportDamage(holds);
        var known = ledger is Found<LedgerEntry>.Here or Found<LedgerEntry>.Missing;
        if (!known || holds is not (Found<Holds>.Here or Found<Holds>.Missing))
        {
            loop.Post(static (l, now) => l.FenceFailed(now));
            return;
        }

        loop.Post(
            (l, now) =>
                l.FenceRead(
                    now,
                    askedAt,
                    new(now, ledger.OrNull(), ledger is Found<LedgerEntry>.Here(_, var at) ? at : 0),
                    new(now, holds.OrNull(), holds is Found<Holds>.Here(_, var index) ? index : 0)
                )
        );
    }

    private void ReportDamage<T>(Found<T> found)
    {
        if (found is Found<T>.Damaged(var key, var cause))
        {
            var name = key == documents.Keys.Ledger ? "ledger" : "holds";
            loop.Post((l, now) => l.Handle(new DocumentDamaged(now, name, cause)));
        }
    }

    private async Task CommitAsync(Commit commit)
    {
        try
        {
            if (clock.NowMilliseconds - commit.DecidedAt > ControlMachine.FreshMilliseconds)
            {
                // This process stood still between deciding and sending (I-12): what was decided is not worth sending.
                return;
            }

            var plan = Codec.Write(new(commit.Entry, commit.Plan), StoreJson.Default.PlanRecord);
            var operations = new List<StoreOperation>
            {
                new StoreOperation.Cas(
                    documents.Keys.Ledger,
                    Codec.Write(commit.Entry, DomainJson.Default.LedgerEntry),
                    commit.LedgerIndex
                ),
                new StoreOperation.CheckIndex(documents.Keys.Holds, commit.HoldsIndex),
                new StoreOperation.Set(documents.Keys.Plan((ulong)commit.Entry.Epoch), plan),
            };
            operations.AddRange(commit.Intents.Select(Outcome));
            await documents.Store.CommitAsync(Transaction.Of([.. operations]), stopping);
        }
        finally
        {
            loop.Post((l, now) => l.CommitReplied(now, commit.Entry.Proposal));
        }
    }

    private async Task PublishAsync(ControllerStatus status)
    {
        try
        {
            await documents.Store.PutAsync(
                documents.Keys.Controller(status.Id.Value),
                Codec.Write(status, DomainJson.Default.ControllerStatus),
                stopping
            );
        }
        finally
        {
            Volatile.Write(ref _publishing, 0);
        }
    }

    private StoreOperation.Cas Outcome(IntentChange change) =>
        new(
            documents.Keys.Intent(change.Intent.Id),
            Codec.Write(change.Intent, DomainJson.Default.Intent),
            change.ModifyIndex
        );

    private void Begin(Func<Task> work) =>
        _ = Task.Run(
            async () =>
            {
                try
                {
                    await work();
                }
                catch (OperationCanceledException)
                {
                    // Stopping; what was under way has an unknown outcome, which the next reader of the ledger learns.
                }
                catch (Exception e)
                {
                    // A bug: the loop's thread is where bugs are counted and logged.
                    loop.Post((_, _) => ExceptionDispatchInfo.Throw(e));
                }
            },
            CancellationToken.None
        );
}
