using System.Diagnostics;
using System.Net;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Json;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;
using FailoverCtl.Store.Watching;

namespace FailoverCtl.Daemon.Sandbox;

/// <summary>Loses one site for real, and measures what clients get meanwhile from every DNS server that is left.</summary>
internal sealed class Trial(SandboxWorld world)
{
    /// <summary>In the place of a site: the one whose controller wrote the epoch in force.</summary>
    public const string Author = "author";

    /// <summary>In the place of a site: the one whose Consul server is the leader, made the author's as well.</summary>
    public const string Leader = "leader";

    private static readonly TimeSpan SteadyLimit = TimeSpan.FromSeconds(60);

    /// <summary>Sentinel connections and smoothed latencies need a few rounds before the trial is a fair one.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly TaskCompletionSource<TimeSpan> _suspected = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly TaskCompletionSource<(TimeSpan At, long Epoch)> _committed = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <param name="lose">A site, or <see cref="Author"/> or <see cref="Leader"/>.</param>
    /// <param name="phase">Waited before the signal, so that trials do not all hit the same moment of the probe rounds.</param>
    public async Task<TrialResult> RunAsync(string lose, LossKind kind, TimeSpan phase, CancellationToken cancel)
    {
        await new SteadyState(world).WaitAsync(SteadyLimit, cancel);
        var authorship = new Authorship(world);
        if (lose == Leader)
        {
            await authorship.MoveToLeaderAsync(cancel);
        }

        await Task.Delay(Settle + phase, cancel);
        var steady = await new SteadyState(world).WaitAsync(SteadyLimit, cancel);
        var author = authorship.SiteOf(steady);
        var leader = await world.Store.LeaderSiteAsync(cancel);
        var site = Choose(lose, author, leader);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var pollers = Pollers(site.Id);
        try
        {
            while (!pollers.TrueForAll(p => p.HasAnswered))
            {
                await Task.Delay(Look, cancel);
            }

            var watch = WatchAsync(site.Id, steady.Epoch, watching.Token);
            var lostAt = _clock.Elapsed;
            pollers.ForEach(p => p.SiteIsLost(lostAt));
            Lose(site, kind);
            await WaitUntilCleanAsync(pollers, lostAt, cancel);
            await Task.Delay(After, cancel);
            await watching.CancelAsync();
            await watch;
            return Result(site.Id, pollers, lostAt) with
            {
                AuthorLost = author == site.Id,
                LeaderLost = leader == site.Id,
            };
        }
        finally
        {
            pollers.ForEach(p => p.Dispose());
        }
    }

    private SandboxSite Choose(string lose, SiteId? author, SiteId? leader)
    {
        var name = lose switch
        {
            Author => author?.Value ?? "(nobody's)",
            Leader => leader?.Value ?? "(no leader's)",
            _ => lose,
        };
        return world.Find(name)
            ?? throw new SandboxException(
                $"no site '{name}': there are {string.Join(", ", world.Sites.Select(s => s.Id))}, or {Author}, or {Leader}"
            );
    }

    private void Lose(SandboxSite site, LossKind kind)
    {
        switch (kind)
        {
            case LossKind.Kill:
                site.Kill();
                break;
            case LossKind.Hang:
                site.Hang();
                break;
            case LossKind.Cut:
                if (world.Network.CutOff(site.Id) is { } problem)
                {
                    throw new SandboxException(problem);
                }

                break;
        }
    }

    private TrialResult Result(SiteId site, List<AnswerPoller> pollers, TimeSpan lostAt) =>
        new()
        {
            Lost = site.Value,
            Store = world.Store.Kind,
            Network = world.Network.Kind,
            Reflex = world.Topology.Policy.Reflex,
            SuspectedMs = _suspected.Task.IsCompletedSuccessfully ? Since(lostAt, _suspected.Task.Result) : null,
            CommittedMs = _committed.Task.IsCompletedSuccessfully ? Since(lostAt, _committed.Task.Result.At) : null,
            Epoch = _committed.Task.IsCompletedSuccessfully ? _committed.Task.Result.Epoch : 0,
            AnswersCleanMs = pollers.TrueForAll(p => p.CleanAt is not null)
                ? Since(lostAt, pollers.Max(p => p.CleanAt!.Value))
                : null,
            EmptyAnswers = pollers.Sum(p => p.Empty),
            WrongAnswers = pollers.Sum(p => p.Wrong),
            FailedAnswers = pollers.Sum(p => p.Failed),
            QueriesPerSecond = (int)pollers.Min(p => p.AskedPerSecond),
        };

    private static long Since(TimeSpan from, TimeSpan to) => (long)Math.Max(0, (to - from).TotalMilliseconds);

    /// <summary>Until the answers are clean and the ledger says so too: a reflex hides what the commit must still confirm.</summary>
    private async Task WaitUntilCleanAsync(List<AnswerPoller> pollers, TimeSpan lostAt, CancellationToken cancel)
    {
        while (
            _clock.Elapsed - lostAt < Limit
            && !(_committed.Task.IsCompletedSuccessfully && pollers.TrueForAll(p => p.CleanAt is not null))
        )
        {
            await Task.Delay(Look, cancel);
        }
    }

    private List<AnswerPoller> Pollers(SiteId lost)
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
                .Select(d => new AnswerPoller(IPEndPoint.Parse(d.Address), names, addresses.Contains, _clock)),
        ];
    }

    /// <summary>
    /// Notes the first report that suspects the site and the first epoch that leaves it out of every answer, on every
    /// server of the store at once: one of them may be the one that dies.
    /// </summary>
    private Task WatchAsync(SiteId site, long epoch, CancellationToken cancel)
    {
        var keys = world.Documents.Keys;
        return Task.WhenAll(
            world.Store.Servers.SelectMany(server =>
                new[]
                {
                    WatchAsync(server, KeyQuery.Under(keys.Reports), stored => NoteReport(stored, site), cancel),
                    WatchAsync(server, KeyQuery.One(keys.Ledger), stored => NoteLedger(stored, site, epoch), cancel),
                }
            )
        );
    }

    private void NoteReport(KeyValue stored, SiteId site)
    {
        if (
            Codec.Read(stored, DomainJson.Default.Report).OrNull() is { } report
            && report.Unhealthy.Any(o =>
                o.Endpoint.Site == site && o.State is ObservedState.Suspect or ObservedState.Down
            )
        )
        {
            _suspected.TrySetResult(_clock.Elapsed);
        }
    }

    private void NoteLedger(KeyValue stored, SiteId site, long epoch)
    {
        if (
            Codec.Read(stored, DomainJson.Default.LedgerEntry).OrNull() is { } entry
            && entry.Epoch > epoch
            && world
                .Topology.Endpoints.Where(e => e.Site == site)
                .All(e => entry.Steering.Weight(world.Topology, e) == 0)
        )
        {
            _committed.TrySetResult((_clock.Elapsed, entry.Epoch));
        }
    }

    private static Task WatchAsync(
        IKeyValueStore server,
        KeyQuery query,
        Action<KeyValue> seen,
        CancellationToken cancel
    ) =>
        new StoreWatch(server, query, new() { Mode = ReadMode.Stale }, TimeProvider.System, 1).RunAsync(
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

/// <summary>How a trial loses a site.</summary>
internal enum LossKind
{
    Kill,

    /// <summary>Its processes are stopped: connections are accepted, nobody answers.</summary>
    Hang,

    /// <summary>Its link goes down: not a packet comes out of it.</summary>
    Cut,
}
