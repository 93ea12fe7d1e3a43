using FailoverCtl.Daemon.Processes;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;
using FailoverCtl.Store.Watching;

namespace FailoverCtl.Daemon.Following;

using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary>A ledger entry together with the topology that it cites.</summary>
public sealed record Followed(LedgerEntry Entry, ulong ModifyIndex, Topology Topology);

/// <summary>
/// Follows the ledger by two blocking queries: a default one, which wakes within a millisecond and dies with the leader,
/// and a stale one, which survives a leader that hangs. Whichever shows an epoch first wins; what lags is dropped by the
/// receiver, which knows its newest.
/// </summary>
public sealed class LedgerFollower(ClusterDocuments documents, TimeProvider time, int seed)
{
    /// <summary>Before a topology that could not be read is asked for again.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(250);

    /// <summary>The leader answers again after it did not, for instance after an election: called before anything it shows.</summary>
    public Action AnsweredAgain { get; init; } = static () => { };

    private readonly SemaphoreSlim _turn = new(1, 1);
    private Topology? _topology;
    private string _topologyHash = "";

    /// <param name="followed">One at a time, in the order of arrival.</param>
    /// <param name="problem">A sentence for the log: the ledger is missing, damaged, or the store does not answer.</param>
    public Task RunAsync(
        Func<Followed, ValueTask> followed,
        Action<string> problem,
        CancellationToken cancellationToken
    ) =>
        Together.RunAsync(
            cancellationToken,
            cancel => WatchAsync(ReadMode.Default, followed, problem, cancel),
            cancel => WatchAsync(ReadMode.Stale, followed, problem, cancel)
        );

    /// <summary>A watch hands over each content once; one that could not be used must be handed over again.</summary>
    private async Task WatchAsync(
        ReadMode mode,
        Func<Followed, ValueTask> followed,
        Action<string> problem,
        CancellationToken cancellationToken
    )
    {
        var failed = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await new StoreWatch(
                    documents.Store,
                    KeyQuery.One(documents.Keys.Ledger),
                    new() { Mode = mode },
                    time,
                    seed + (int)mode
                ).RunAsync(
                    (answer, cancel) =>
                    {
                        Answered();
                        return TakeAsync(answer, followed, problem, cancel);
                    },
                    _ => Answered(),
                    failure =>
                    {
                        failed = true;
                        problem(failure.Message);
                    },
                    cancellationToken
                );
            }
            catch (TopologyUnreadableException e)
            {
                problem(e.Message);
                await Task.Delay(Again, time, cancellationToken);
            }
        }

        void Answered()
        {
            // Any server answers a stale read: only the other mode shows that there is a leader again.
            if (failed && mode == ReadMode.Default)
            {
                AnsweredAgain();
            }

            failed = false;
        }
    }

    private async ValueTask TakeAsync(
        StoreAnswer answer,
        Func<Followed, ValueTask> followed,
        Action<string> problem,
        CancellationToken cancellationToken
    )
    {
        if (answer.Values.IsEmpty)
        {
            problem($"{documents.Keys.Ledger} does not exist: run failoverctl init, or the store has lost it");
            return;
        }

        if (
            Codec.Read(answer.Values[0], DomainJson.Default.LedgerEntry)
            is not Found<LedgerEntry>.Here
            (var entry, var index)
        )
        {
            problem(Codec.Read(answer.Values[0], DomainJson.Default.LedgerEntry).Problem!);
            return;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            var read = await TopologyOfAsync(entry, cancellationToken);
            if (read is not Found<Topology>.Here(var topology, _))
            {
                throw new TopologyUnreadableException(
                    $"epoch {entry.Epoch} cites a topology that cannot be read: {read.Problem}"
                );
            }

            await followed(new(entry, index, topology));
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask<Found<Topology>> TopologyOfAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        if (_topology is { } known && _topologyHash == entry.TopologyHash)
        {
            return new Found<Topology>.Here(known, 0);
        }

        // A server that is cut off or lags answers that there is no such topology; what the leader has is proved by its hash.
        var read = await documents.ReadTopologyAsync(entry.TopologyHash, ReadMode.Stale, cancellationToken);
        if (read is not Found<Topology>.Here)
        {
            read = await documents.ReadTopologyAsync(entry.TopologyHash, ReadMode.Default, cancellationToken);
        }

        if (read is Found<Topology>.Here(var topology, _))
        {
            (_topology, _topologyHash) = (topology, entry.TopologyHash);
        }

        return read;
    }

    private sealed class TopologyUnreadableException(string message) : Exception(message);
}
