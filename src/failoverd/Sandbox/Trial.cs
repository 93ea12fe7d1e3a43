using System.Diagnostics;
using System.Net;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;
using FailoverCtl.Store.Watching;

namespace FailoverCtl.Daemon.Sandbox;

/// <summary>Loses one site for real, and measures what clients get meanwhile from every DNS server that is left.</summary>
internal sealed class Trial(SandboxWorld world)
{
    private static readonly TimeSpan SteadyLimit = TimeSpan.FromSeconds(60);

    /// <summary>Sentinel connections and smoothed latencies need a few rounds before the trial is a fair one.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan CleanSecond = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource<TimeSpan> _suspected = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly TaskCompletionSource<(TimeSpan At, LedgerEntry Entry)> _committed = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <param name="lose">A site, or "author": the site whose controller wrote the epoch in force.</param>
    /// <param name="phase">Waited before the signal, so that trials do not all hit the same moment of the probe rounds.</param>
    public async Task<TrialResult> RunAsync(string lose, bool hang, TimeSpan phase, CancellationToken cancel)
    {
        var steady = await new SteadyState(world).WaitAsync(SteadyLimit, cancel);
        await Task.Delay(Settle + phase, cancel);
        var author = await AuthorSiteAsync(cancel);
        var site =
            world.Find(lose == "author" ? author : lose)
            ?? throw new SandboxException(
                $"no site '{lose}': there are {string.Join(", ", world.Sites.Select(s => s.Id))}, or author"
            );
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var clock = Stopwatch.StartNew();
        var pollers = Pollers(site.Id, clock);
        while (!pollers.TrueForAll(p => p.HasAnswered))
        {
            await Task.Delay(20, cancel);
        }

        var watch = WatchAsync(site.Id, steady.Epoch, clock, watching.Token);
        var lostAt = clock.Elapsed;
        if (hang)
        {
            site.Hang();
        }
        else
        {
            site.Kill();
        }

        var clean = await WaitUntilCleanAsync(pollers, lostAt, clock, cancel);
        await Task.Delay(After, cancel);
        await watching.CancelAsync();
        await watch;
        pollers.ForEach(p => p.Dispose());
        return Result(site.Id.Value, pollers, lostAt, clean, author == site.Id.Value, clock);
    }

    private TrialResult Result(
        string site,
        List<AnswerPoller> pollers,
        TimeSpan lostAt,
        TimeSpan? clean,
        bool authorLost,
        Stopwatch clock
    )
    {
        var wrong = clean is { } at ? pollers.Sum(p => p.WithLost.Count(t => t > at)) : 0;
        return new(
            site,
            Milliseconds(_suspected.Task, lostAt),
            _committed.Task.IsCompletedSuccessfully ? Since(lostAt, _committed.Task.Result.At) : null,
            clean is { } last ? Since(lostAt, last) : null,
            pollers.Sum(p => p.Empty),
            wrong,
            _committed.Task.IsCompletedSuccessfully ? _committed.Task.Result.Entry.Epoch : 0,
            authorLost,
            (int)(pollers.Min(p => p.Asked) / clock.Elapsed.TotalSeconds),
            pollers.Sum(p => p.Failed)
        );
    }

    private static long? Milliseconds(Task<TimeSpan> task, TimeSpan lostAt) =>
        task.IsCompletedSuccessfully ? Since(lostAt, task.Result) : null;

    private static long Since(TimeSpan from, TimeSpan to) => (long)Math.Max(0, (to - from).TotalMilliseconds);

    /// <returns>The last answer with the site before the first second without any; null when there is no such second.</returns>
    private async Task<TimeSpan?> WaitUntilCleanAsync(
        List<AnswerPoller> pollers,
        TimeSpan lostAt,
        Stopwatch clock,
        CancellationToken cancel
    )
    {
        while (clock.Elapsed - lostAt < Limit)
        {
            await Task.Delay(50, cancel);
            var last = pollers.SelectMany(p => p.WithLost).DefaultIfEmpty(lostAt).Max();
            last = last < lostAt ? lostAt : last;
            if (_committed.Task.IsCompletedSuccessfully && clock.Elapsed - last > CleanSecond)
            {
                return last;
            }
        }

        return null;
    }

    private List<AnswerPoller> Pollers(SiteId lost, Stopwatch clock)
    {
        var addresses = world
            .Topology.Services.Values.Select(s => s.Placements.Find(lost)?.V4)
            .OfType<string>()
            .Select(IPAddress.Parse)
            .ToHashSet();
        var names = world.Topology.Services.Values.Select(s => s.Name).ToArray();
        return
        [
            .. world
                .Topology.DnsServers.Values.Where(d => d.Site != lost)
                .Select(d => new AnswerPoller(IPEndPoint.Parse(d.Address), names, addresses.Contains, clock)),
        ];
    }

    private async Task<string> AuthorSiteAsync(CancellationToken cancel)
    {
        var ledger = (await world.Documents.ReadLedgerAsync(ReadMode.Consistent, cancel)).OrNull();
        var name = ledger?.Author.Controller.Value ?? "";
        return name.StartsWith("c-", StringComparison.Ordinal) ? name[2..] : name;
    }

    /// <summary>Notes the first report that suspects the site and the first epoch that leaves it out of every answer.</summary>
    private async Task WatchAsync(SiteId site, long epoch, Stopwatch clock, CancellationToken cancel)
    {
        var documents = world.Documents;
        await Task.WhenAll(
            WatchAsync(
                KeyQuery.Under(documents.Keys.Reports),
                stored =>
                {
                    if (
                        Codec.Read(stored, DomainJson.Default.Report).OrNull() is { } report
                        && report.Unhealthy.Any(o =>
                            o.Endpoint.Site == site && o.State is ObservedState.Suspect or ObservedState.Down
                        )
                    )
                    {
                        _suspected.TrySetResult(clock.Elapsed);
                    }
                },
                cancel
            ),
            WatchAsync(
                KeyQuery.One(documents.Keys.Ledger),
                stored =>
                {
                    if (
                        Codec.Read(stored, DomainJson.Default.LedgerEntry).OrNull() is { } entry
                        && entry.Epoch > epoch
                        && world
                            .Topology.Endpoints.Where(e => e.Site == site)
                            .All(e => entry.Steering.Weight(world.Topology, e) == 0)
                    )
                    {
                        _committed.TrySetResult((clock.Elapsed, entry));
                    }
                },
                cancel
            )
        );
    }

    private Task WatchAsync(KeyQuery query, Action<KeyValue> seen, CancellationToken cancel) =>
        new StoreWatch(world.Documents.Store, query, new(), TimeProvider.System, 1).RunAsync(
            (answer, _) =>
            {
                foreach (var stored in answer.Values)
                {
                    seen(stored);
                }

                return ValueTask.CompletedTask;
            },
            static _ => { },
            static _ => { },
            cancel
        );
}
