using FailoverCtl.Decision.Maintenance;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Store.Consul.Catalog;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.Daemon.Catalog;

/// <summary>Watches the sites' health in Consul and writes the intents that <see cref="MaintenanceIntents"/> makes of it.</summary>
internal sealed class MaintenanceWatch(
    ClusterDocuments documents,
    ConsulCatalog catalog,
    TimeProvider time,
    Action<string> problem,
    ILogger log
)
{
    /// <summary>Also the longest time until a change of the ledger is looked at.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    /// <summary>Between two looks: bounds what a store that wakes for ever can cost.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>After a failure. What does not answer changes nothing.</summary>
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly ClusterReader _reader = new(documents, ReadMode.Default);
    private ulong _index;

    /// <summary>Ends when the store turns out to have no catalog.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await TurnAsync(cancellationToken) is { } pause)
            {
                await Task.Delay(pause, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    /// <returns>How long to pause before the next turn; null: never again.</returns>
    private async Task<TimeSpan?> TurnAsync(CancellationToken cancellationToken)
    {
        try
        {
            // First what was decided, then what Consul says: see MaintenanceView.
            if (await AskedAsync(cancellationToken) is not { } asked)
            {
                return PauseAfterFailure;
            }

            if (await _reader.ReadAsync(cancellationToken) is not Look.Seen(var sight))
            {
                return PauseAfterFailure;
            }

            switch (await catalog.WatchHealthAsync(CatalogNames.Site, _index, Wait, cancellationToken))
            {
                case CatalogRead<EquatableArray<CatalogService>>.NoCatalog:
                    return null;
                case CatalogRead<EquatableArray<CatalogService>>.Failed(var failure):
                    _index = 0;
                    problem($"Consul's maintenance of sites is not seen: {failure.Message}");
                    return PauseAfterFailure;
                case CatalogRead<EquatableArray<CatalogService>>.Answered(var services, var index):
                    // A lower index only restarts the watch: a rewind is for the reader of the ledger to find (I-15).
                    _index = index < _index ? 0 : index;
                    var instances = SiteInstances.Of(services, documents.Keys.Cluster);
                    var view = new MaintenanceView(
                        sight.Topology,
                        sight.Entry.Latches,
                        asked,
                        instances,
                        time.GetUtcNow()
                    );
                    await AskAsync(MaintenanceIntents.Decide(view), cancellationToken);
                    return Pause;
                default:
                    throw new InvalidOperationException("a read of a kind that does not exist");
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.CatalogFailed(e);
            return PauseAfterFailure;
        }
    }

    /// <summary>Null: the store did not answer.</summary>
    private async Task<EquatableArray<AskedIntent>?> AskedAsync(CancellationToken cancellationToken)
    {
        var query = KeyQuery.Under(documents.Keys.Intents);
        if (
            await documents.Store.ReadAsync(query, ReadMode.Default, cancellationToken)
            is not ReadOutcome.Answered
            (var answer)
        )
        {
            return null;
        }

        // One that cannot be read is its writer's trouble; its id is still known to be used, by the cas.
        return answer
            .Values.Select(v =>
                Codec.Read(v, DomainJson.Default.Intent).OrNull() is { } intent
                    ? new AskedIntent(intent, v.CreateIndex)
                    : null
            )
            .OfType<AskedIntent>()
            .ToEquatableArray();
    }

    private async Task AskAsync(EquatableArray<Intent> intents, CancellationToken cancellationToken)
    {
        foreach (var intent in intents)
        {
            // Created only: of all controllers that see the same, one writes it.
            var write = new StoreOperation.Cas(
                documents.Keys.Intent(intent.Id),
                Codec.Write(intent, DomainJson.Default.Intent),
                Index: 0
            );
            switch (await documents.Store.CommitAsync(Transaction.Of(write), cancellationToken))
            {
                case CommitOutcome.Committed:
                    log.MaintenanceAsked(intent.Kind, intent.Scope, intent.Id, intent.Reason);
                    break;
                case CommitOutcome.Failed(var failure):
                    problem($"whether intent {intent.Id} is written is unknown: {failure.Message}");
                    break;
            }
        }
    }
}
