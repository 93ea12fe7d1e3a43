using FailoverCtl.Daemon.Processes;
using FailoverCtl.Store.Consul.Catalog;

namespace FailoverCtl.Daemon.Catalog;

/// <summary>Keeps one service in the catalog: looks, asks what <see cref="Registration"/> says, and tells it what came back.</summary>
internal sealed class Registrar(
    IWitness witness,
    ConsulCatalog catalog,
    Monotonic clock,
    Action<string> problem,
    ILogger log
)
{
    /// <summary>Requests in one turn: bounds what a store that answers nonsense can cost.</summary>
    private const int StepsMax = 8;

    private readonly Registration _registration = new(catalog.Agents);
    private CatalogListing? _listing;

    public bool IsOff => _registration.IsOff;

    public async Task TurnAsync(ClusterSight? sight, CancellationToken cancellationToken)
    {
        // What is not known now is said as it was: the process lives, and an election is no reason to turn everything red.
        _listing = await witness.LookAsync(sight, cancellationToken) ?? _listing;
        await KeepAsync(cancellationToken);
    }

    /// <summary>Passes again what was said last.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        if (_listing is not { } listing)
        {
            return;
        }

        for (var i = 0; i < StepsMax && _registration.Next(listing, clock.NowMilliseconds) is { } step; i++)
        {
            await RunAsync(step, listing, cancellationToken);
        }
    }

    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (_registration.Leave() is { } step)
        {
            await RunAsync(step, _listing!, cancellationToken);
        }
    }

    private async Task RunAsync(CatalogStep step, CatalogListing listing, CancellationToken cancellationToken)
    {
        var outcome = await catalog.RunAsync(step, cancellationToken);
        _registration.Settle(step, outcome, clock.NowMilliseconds);
        if (outcome is CatalogOutcome.Done && step is CatalogStep.Register)
        {
            log.Registered(listing.Service.Id, step.Agent.Authority);
        }

        Complain(outcome, step, listing.Service);
    }

    private void Complain(CatalogOutcome outcome, CatalogStep step, ServiceDefinition service)
    {
        if (outcome is CatalogOutcome.Failed(var failure))
        {
            problem($"{service.Id} is not kept in Consul's catalog: {failure.Message}");
        }
        else if (outcome is CatalogOutcome.Taken(var other))
        {
            problem(
                $"{service.Id} is registered with the Consul agent at {step.Agent.Authority} by cluster {other} already: "
                    + "two clusters with one name for it need Consul agents of their own"
            );
        }
    }
}
