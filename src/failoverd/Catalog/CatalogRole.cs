using FailoverCtl.Daemon.Controller;
using FailoverCtl.Daemon.Processes;
using FailoverCtl.Store;
using FailoverCtl.Store.Consul;
using FailoverCtl.Store.Consul.Catalog;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.Daemon.Catalog;

/// <summary>
/// Keeps what one process runs in Consul's catalog, and on controllers turns maintenance into intents. It reads what the roles
/// publish and touches none of them: with all of this hanging, probing, deciding and answering go on.
/// </summary>
internal sealed class CatalogRole(
    CatalogRoles roles,
    ClusterDocuments documents,
    ConsulOptions consul,
    Monotonic clock,
    ILogger<CatalogRole> log
) : BackgroundService
{
    /// <summary>Taking back what is registered may cost this much of a stop.</summary>
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(2);

    private readonly ClusterReader _reader = new(documents, ReadMode.Stale);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var catalog = new ConsulCatalog(consul, clock.Time);
        var problems = new ProblemLog(log, clock);
        var registrars = roles
            .Witnesses(documents)
            .Select(w => new Registrar(w, catalog, clock, problems.Tell, log))
            .ToArray();
        if (registrars.Length == 0)
        {
            return;
        }

        var maintenance = new MaintenanceWatch(documents, catalog, clock.Time, problems.Tell, log);
        var tireless = new Tireless(clock.Time, log);
        await Together.RunAsync(
            stoppingToken,
            cancel => tireless.RunAsync("The catalog", c => RunAsync(registrars, problems, c), cancel),
            cancel =>
                roles.Controller is null
                    ? Task.CompletedTask
                    : tireless.RunAsync("Watching for maintenance", maintenance.RunAsync, cancel)
        );
    }

    private async Task RunAsync(Registrar[] registrars, ProblemLog problems, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(roles.LookInterval, clock.Time);
        try
        {
            do
            {
                await TurnAsync(registrars, problems, stopping);
            } while (!registrars.Any(r => r.IsOff) && await timer.WaitForNextTickAsync(stopping));

            log.NoCatalog();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await LeaveAsync(registrars);
        }
    }

    private async Task TurnAsync(Registrar[] registrars, ProblemLog problems, CancellationToken stopping)
    {
        try
        {
            switch (await _reader.ReadAsync(stopping))
            {
                case Look.NoAnswer(var failure):
                    problems.Tell(failure.Message);
                    await Task.WhenAll(registrars.Select(r => r.KeepAsync(stopping)));
                    break;
                case Look.Nothing:
                    await Task.WhenAll(registrars.Select(r => r.TurnAsync(null, stopping)));
                    break;
                case Look.Seen(var sight):
                    await Task.WhenAll(registrars.Select(r => r.TurnAsync(sight, stopping)));
                    break;
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            log.CatalogFailed(e);
        }
    }

    private static async Task LeaveAsync(Registrar[] registrars)
    {
        using var limit = new CancellationTokenSource(LeaveLimit);
        // Failing to is no harm: the checks run out by themselves.
        await Task.WhenAll(registrars.Select(r => r.LeaveAsync(limit.Token)))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
