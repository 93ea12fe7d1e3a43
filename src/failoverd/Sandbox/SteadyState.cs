using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;

namespace FailoverCtl.Daemon.Sandbox;

/// <summary>Tells when the sandbox's world has come to rest: everyone reports, everything is up, one live author.</summary>
internal sealed class SteadyState(SandboxWorld world)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <exception cref="SandboxException">It does not come to rest in time; the message says what is missing.</exception>
    public async Task<LedgerEntry> WaitAsync(TimeSpan limit, CancellationToken cancel)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            var ledger = (await world.Documents.ReadLedgerAsync(ReadMode.Consistent, cancel)).OrNull();
            var missing = ledger is null ? "no ledger" : await MissingAsync(ledger, cancel);
            if (missing is null)
            {
                return ledger!;
            }

            if (clock.Elapsed > limit)
            {
                throw new SandboxException(
                    $"the sandbox did not come to rest within {limit.TotalSeconds:0} s: {missing}; the logs are in {world.Options.StateDirectory}"
                );
            }

            await Task.Delay(Look, cancel);
        }
    }

    private async Task<string?> MissingAsync(LedgerEntry ledger, CancellationToken cancel)
    {
        var (documents, topology) = (world.Documents, world.Topology);
        if (ledger.Latches.Freeze is { } freeze)
        {
            return $"frozen: {freeze.Reason}";
        }

        var reports = await documents.ReadManyAsync(
            documents.Keys.Reports,
            DomainJson.Default.Report,
            ReadMode.Default,
            cancel
        );
        var seen = reports.Select(r => r.OrNull()).Where(r => r is not null).Select(r => r!).ToArray();
        var silent = topology.VantagePoints.Keys.Where(v => Array.TrueForAll(seen, r => r.Agent != v)).ToArray();
        if (silent.Length > 0)
        {
            return $"no report yet from {string.Join(", ", silent)}";
        }

        if (Array.Find(seen, r => r.Blind || !r.Unhealthy.IsEmpty) is { } unhappy)
        {
            return $"{unhappy.Agent} sees {string.Join(", ", unhappy.Unhealthy.Select(o => $"{o.Endpoint} {o.State}"))}";
        }

        var statuses = await documents.ReadManyAsync(
            documents.Keys.Controllers,
            DomainJson.Default.ControllerStatus,
            ReadMode.Default,
            cancel
        );
        var controllers = statuses.Select(s => s.OrNull()).Where(s => s is not null).Select(s => s!).ToArray();
        var expected = world.Sites.Count(s => s.Controller.State == ChildState.Running);
        if (controllers.Count(c => c.Epoch == ledger.Epoch) < expected)
        {
            return $"{controllers.Count(c => c.Epoch == ledger.Epoch)} of {expected} controllers at epoch {ledger.Epoch}";
        }

        var author = Array.Find(controllers, c => c.Id == ledger.Author.Controller && c.Boot == ledger.Author.Boot);
        return author is null ? $"nobody has adopted the ledger from {ledger.Author.Controller}"
            : author.Targets.All(t => t.Reached && t.SeenEpoch == ledger.Epoch) && author.Targets.Count > 0 ? null
            : $"not every DNS server answers epoch {ledger.Epoch}";
    }
}
