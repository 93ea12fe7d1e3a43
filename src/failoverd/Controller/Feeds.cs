using System.Text.Json.Serialization.Metadata;
using FailoverCtl.Daemon.Following;
using FailoverCtl.Daemon.Processes;
using FailoverCtl.Decision.Machine;
using FailoverCtl.Decision.Planning;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;
using FailoverCtl.Store.Watching;

namespace FailoverCtl.Daemon.Controller;

using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary>Watches what the machine decides on, and posts each change as an input.</summary>
/// <param name="topologyRead">Called once for each topology, before the loop sees it.</param>
internal sealed class Feeds(
    ClusterDocuments documents,
    LoopThread loop,
    TimeProvider time,
    int seed,
    Action<Topology, string> topologyRead,
    Action<string> problem
)
{
    /// <summary>
    /// After an election only the second report of an agent counts, so the watch must not sleep through the first.
    /// </summary>
    private static readonly TimeSpan BackoffMax = TimeSpan.FromMilliseconds(250);

    /// <summary>Reports and heartbeats change each second: a watch on them that is silent for longer has a bad server.</summary>
    private static readonly TimeSpan Lively = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Quiet = new StoreWatchOptions().Wait;

    private readonly CandidateReader _candidates = new(documents, loop, time);
    private string _topologyHash = "";
    private long _newestEpoch;

    public Task RunAsync(CancellationToken stopping) =>
        Together.RunAsync(
            stopping,
            cancel => new LedgerFollower(documents, time, seed).RunAsync(Follow, problem, cancel),
            cancel =>
                Watch(
                    KeyQuery.One(documents.Keys.Holds),
                    Quiet,
                    DomainJson.Default.Holds,
                    (holds, index) => loop.Post((l, now) => l.Handle(new HoldsRead(now, holds, index))),
                    cancel
                ),
            cancel =>
                Watch(
                    KeyQuery.Under(documents.Keys.Reports),
                    Lively,
                    DomainJson.Default.Report,
                    (report, index) => loop.Post((l, now) => l.Handle(new ReportRead(now, report, index))),
                    cancel,
                    () => loop.Post((l, now) => l.Handle(new ReportsInterrupted(now)))
                ),
            cancel =>
                Watch(
                    KeyQuery.Under(documents.Keys.Controllers),
                    Lively,
                    DomainJson.Default.ControllerStatus,
                    (status, _) => loop.Post((l, now) => l.Handle(new HeartbeatRead(now, status))),
                    cancel
                ),
            cancel => Watch(KeyQuery.Under(documents.Keys.Intents), Quiet, DomainJson.Default.Intent, Asked, cancel),
            _candidates.RunAsync
        );

    private void Asked(Intent intent, ulong index)
    {
        loop.Post((l, now) => l.Handle(new IntentRead(now, intent, index)));
        if (
            intent.Outcome.State == IntentState.Pending
            && IntentScope.TopologyOf(intent) is { } hash
            && !_candidates.Want(hash)
        )
        {
            problem($"intent {intent.Id} is left alone: too many topologies wait to be read already");
        }
    }

    private ValueTask Follow(Followed followed)
    {
        // The slower of the two watches brings older epochs: their topology must not come back with them.
        var isCurrent = followed.Entry.Epoch >= _newestEpoch;
        _newestEpoch = Math.Max(_newestEpoch, followed.Entry.Epoch);
        if (isCurrent && _topologyHash != followed.Entry.TopologyHash)
        {
            _topologyHash = followed.Entry.TopologyHash;
            topologyRead(followed.Topology, _topologyHash);
        }

        loop.Post(
            (l, now) =>
            {
                if (isCurrent)
                {
                    l.Handle(new TopologyRead(now, followed.Entry.TopologyHash, followed.Topology));
                }

                l.Handle(new LedgerRead(now, followed.Entry, followed.ModifyIndex));
            }
        );
        return ValueTask.CompletedTask;
    }

    /// <summary>Hands over each document whose index has moved; one that cannot be read is reported and left out, so that a
    /// single bad writer silences nobody else.</summary>
    /// <param name="interrupted">Called when the watch has failed; null: what it brings next is as good as before.</param>
    private Task Watch<T>(
        KeyQuery query,
        TimeSpan wait,
        JsonTypeInfo<T> type,
        Action<T, ulong> changed,
        CancellationToken stopping,
        Action? interrupted = null
    )
    {
        var seen = new Dictionary<string, ulong>(StringComparer.Ordinal);
        return new StoreWatch(
            documents.Store,
            query,
            new() { Wait = wait, BackoffMax = BackoffMax },
            time,
            seed ^ query.Text.Length
        ).RunAsync(
            (answer, _) =>
            {
                foreach (var stored in answer.Values.Where(v => seen.GetValueOrDefault(v.Key) != v.ModifyIndex))
                {
                    seen[stored.Key] = stored.ModifyIndex;
                    var found = Codec.Read(stored, type);
                    if (found is Found<T>.Here(var value, var index))
                    {
                        changed(value, index);
                    }
                    else
                    {
                        problem(found.Problem!);
                    }
                }

                return ValueTask.CompletedTask;
            },
            static _ => { },
            failure =>
            {
                interrupted?.Invoke();
                problem(failure.Message);
            },
            stopping
        );
    }
}
