using FailoverCtl.Control.Reflex;
using FailoverCtl.Daemon.Controller;
using FailoverCtl.Daemon.Processes;
using FailoverCtl.Dns.State;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;
using FailoverCtl.Store.Watching;

namespace FailoverCtl.Daemon.Dns;

using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary>
/// The reflex loop of one DNS role with its ports in the world: the clock, the store, the agents, the zone. Everything that
/// touches loop or zone goes through one gate, so that no answer lies between two decisions. Nobody holds it over the disk.
/// </summary>
internal sealed class DnsReflex : IReflexPort
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(ReflexCadence.Tick);

    private readonly Lock _gate = new();
    private readonly string _target;
    private readonly DnsRole _role;
    private readonly IReadOnlyList<ClusterDocuments> _fences;
    private readonly ReportClient? _agents;
    private readonly JournalQueue _journal;
    private readonly Monotonic _clock;
    private readonly ILogger _log;
    private readonly Action _changed;
    private readonly ProblemLog _problems;
    private readonly ReflexLoop _loop;
    private CancellationToken _stopping;

    /// <param name="fences">The store with <see cref="ReflexCadence.ReadLimit"/> as the limit of its reads, each beginning with
    /// another server; at least one.</param>
    /// <param name="agents">Null: there is no peer key, so nobody can be believed, and the loop is not run.</param>
    /// <param name="changed">Told when something else is hidden than before.</param>
    public DnsReflex(
        DnsServerId id,
        DnsRole role,
        IReadOnlyList<ClusterDocuments> fences,
        ReportClient? agents,
        JournalQueue journal,
        Monotonic clock,
        ILogger log,
        Action changed
    )
    {
        _target = $"dns/{id}";
        (_role, _fences, _agents, _journal) = (role, fences, agents, journal);
        (_clock, _log, _changed) = (clock, log, changed);
        _problems = new(log, clock);
        _loop = new(this, clock.NowMilliseconds);
    }

    private long Now => _clock.NowMilliseconds;

    public EquatableArray<EndpointId> Hidden
    {
        get
        {
            lock (_gate)
            {
                return _loop.Hidden;
            }
        }
    }

    /// <summary>A state was loaded from disk and is answered.</summary>
    public void Begin(LedgerEntry entry, Topology topology) => Tell((loop, now) => loop.Follow(entry, topology, now));

    /// <summary>An entry was read: answered, if it is newer, without what must stay hidden under it.</summary>
    public Offer Take(TopologyDocument document, LedgerEntry entry, Topology topology)
    {
        // The disk takes as long as it takes; what is hidden under the entry is known when it comes to be answered.
        var offer = _role.Save(document, entry);
        lock (_gate)
        {
            if (offer is Offer.Saved saved)
            {
                offer = _role.Answer(saved, _loop.Under(entry));
            }

            switch (offer)
            {
                case Offer.Applied:
                    // The journal says what is answered before it says what of that is hidden.
                    Record(entry, topology, WriteResult.Applied);
                    Guarded((loop, now) => loop.Follow(entry, topology, now));
                    _changed();
                    break;
                case Offer.Refused:
                    Record(entry, topology, WriteResult.Refused);
                    break;
            }

            return offer;
        }
    }

    /// <param name="seed">For the jitter of the watch on the holds.</param>
    public async Task RunAsync(int seed, CancellationToken stopping)
    {
        _stopping = stopping;
        await Together.RunAsync(stopping, TickAsync, cancel => WatchHoldsAsync(seed, cancel));
    }

    public void ReadStore(long askedAt, int waiting)
    {
        var fence = _fences[waiting % _fences.Count];
        Begin(() => ReadStoreAsync(fence, askedAt), () => Tell((loop, now) => loop.StoreFailed(now)));
    }

    public void AskAgent(VantagePoint agent) =>
        Begin(() => AskAgentAsync(agent), () => Tell((loop, now) => loop.Asked(now, agent.Id, null)));

    public string? Hide(EquatableArray<EndpointId> hidden)
    {
        var refusal = _role.Hide(hidden);
        _changed();
        return refusal;
    }

    public void Record(EquatableArray<JournalEvent> events, long at) => _journal.Add(events, at);

    public void Say(string sentence) => _log.Reflex(sentence);

    private void Record(LedgerEntry entry, Topology topology, WriteResult result)
    {
        var weights = topology
            .Endpoints.Select(e => KeyValuePair.Create(e, entry.Steering.Weight(topology, e)))
            .Where(w => w.Value > 0);
        var write = new WriteEvent(
            _target,
            entry.Epoch,
            entry.Author,
            SortedMap<EndpointId, int>.From(weights),
            FreshnessMilliseconds: -1,
            result
        );
        _journal.Add([write], Now);
    }

    private async Task TickAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Tick, _clock.Time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            Tell((loop, now) => loop.Tick(now));
        }
    }

    /// <summary>By any server: a hold counts also while there is no leader (I-23).</summary>
    private Task WatchHoldsAsync(int seed, CancellationToken stopping) =>
        new StoreWatch(
            _fences[0].Store,
            KeyQuery.One(_fences[0].Keys.Holds),
            new() { Mode = ReadMode.Stale },
            _clock.Time,
            seed
        ).RunAsync(
            (answer, _) =>
            {
                if (answer.Values is [var stored] && Codec.Read(stored, DomainJson.Default.Holds) is var found)
                {
                    Take(found, _problems.Tell);
                }

                return ValueTask.CompletedTask;
            },
            static _ => { },
            failure => _problems.Tell(failure.Message),
            stopping
        );

    private void Take(Found<Holds> found, Action<string> problem)
    {
        if (found is Found<Holds>.Here(var holds, var index))
        {
            Tell((loop, now) => loop.HoldsRead(now, holds, index));
        }
        else if (found.Problem is { } damage)
        {
            problem(damage);
        }
    }

    private async Task ReadStoreAsync(ClusterDocuments fence, long askedAt)
    {
        var reading = fence.ReadLedgerAsync(ReadMode.Consistent, _stopping);
        var holds = await fence.ReadHoldsAsync(ReadMode.Consistent, _stopping);
        var ledger = await reading;
        if (IsRefused(ledger) || IsRefused(holds))
        {
            Tell((loop, now) => loop.StoreRefused(now, askedAt));
        }
        else if (ledger is Found<LedgerEntry>.Unavailable || holds is Found<Holds>.Unavailable)
        {
            Tell((loop, now) => loop.StoreFailed(now));
        }
        else
        {
            var index = holds is Found<Holds>.Here(_, var at) ? at : 0;
            Tell((loop, now) => loop.StoreRead(now, askedAt, holds.OrNull(), index));
        }
    }

    private static bool IsRefused<T>(Found<T> found) =>
        found is Found<T>.Unavailable { Failure.Kind: StoreFailureKind.Refused };

    private async Task AskAgentAsync(VantagePoint agent)
    {
        var answer = await _agents!.AskAsync(agent, _stopping);
        if (answer.Problem is { } problem)
        {
            _problems.Tell(problem);
        }

        Tell((loop, now) => loop.Asked(now, agent.Id, answer.Report));
    }

    private void Tell(Action<ReflexLoop, long> what)
    {
        lock (_gate)
        {
            Guarded(what);
        }
    }

    /// <summary>An exception in here is a bug: it ends neither the loop nor the answers, and the next input is taken.</summary>
    private void Guarded(Action<ReflexLoop, long> what)
    {
        try
        {
            what(_loop, Now);
        }
        catch (Exception e)
        {
            _log.ReflexFailed(e);
        }
    }

    /// <summary>Whatever goes wrong, the loop hears of an end: one that is never told would wait for ever.</summary>
    private void Begin(Func<Task> work, Action failed) =>
        _ = Task.Run(
            async () =>
            {
                try
                {
                    await work();
                }
                catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
                {
                    // Stopping: nobody waits any more.
                }
                catch (Exception e)
                {
                    _log.ReflexFailed(e);
                    failed();
                }
            },
            CancellationToken.None
        );
}
