using FailoverCtl.Simulation.Processes;
using FailoverCtl.Simulation.Run;

namespace FailoverCtl.Simulation.Store;

/// <summary>
/// One blocking query after another: at most one answer is on its way, and it shows the newest value at the moment it was
/// made. A paused process gets the old answer first, then the newest; what lay between is never seen. One that is some
/// queries behind (<see cref="Process.QueriesBehind"/>) is given an answer only when that many others have come after it.
/// </summary>
public sealed class StoreWatch
{
    private const long BackoffMin = 100;
    private const long BackoffMax = 1_000;

    // A follower learns of a commit with the next message of an idle leader: 50 to 100 ms later.
    private const long StaleMin = 50;
    private const long StaleMax = 100;

    private readonly Cluster _cluster;
    private readonly Process _process;
    private readonly StoreLine _line;
    private readonly Documents _documents;
    private readonly Func<ulong, Action> _snapshot;
    private readonly ReadMode _mode;
    private readonly Action? _interrupted;
    private readonly Action _ask;
    private readonly Queue<(Action Deliver, ulong Index)> _answers = new();
    private ulong _seen;
    private bool _busy;

    /// <param name="snapshot">Reads all that is newer than an index, and returns what delivers it.</param>
    /// <param name="interrupted">Called in the process when a query has failed.</param>
    public StoreWatch(
        Cluster cluster,
        Process process,
        Documents documents,
        Func<ulong, Action> snapshot,
        ReadMode mode = ReadMode.Default,
        Action? interrupted = null
    )
    {
        (_cluster, _process, _documents, _snapshot, _mode) = (cluster, process, documents, snapshot, mode);
        _interrupted = interrupted;
        _line = new(cluster, process);
        var life = process.Life;
        _ask = () =>
        {
            if (process.Life == life)
            {
                Ask();
            }
        };
        Wake();
    }

    public Documents Documents => _documents;

    /// <summary>The index of the newest answer that it has handed over.</summary>
    public ulong Delivered { get; private set; }

    /// <summary>Something of its documents changed.</summary>
    public void Wake()
    {
        if (!_busy)
        {
            _busy = true;
            _cluster.Clock.After(_process.WatchLate + _cluster.Random.Between(0, _cluster.Trouble.WatchLag), _ask);
        }
    }

    /// <summary>The leader is gone that its query sat on: a default one fails at once and is asked again, a stale one goes on.</summary>
    public void LoseLeader()
    {
        if (_mode == ReadMode.Default && !_busy)
        {
            _busy = true;
            _cluster.Sightings.Add(Sighting.WatchFailed);
            Interrupt();
            _cluster.Clock.After(_cluster.Random.Between(BackoffMin, BackoffMax), _ask);
        }
    }

    private bool IsOpen => _mode == ReadMode.Stale ? _line.OpenStale : _line.Open;

    private int Behind => _process.QueriesBehind.GetValueOrDefault(_documents);

    private void Ask()
    {
        if (!IsOpen)
        {
            Interrupt();
            _cluster.Clock.After(_cluster.Random.Between(BackoffMin, BackoffMax), _ask);
            return;
        }

        var index = _cluster.Store.IndexOf(_documents);
        // An index that went back only restarts the watch (DESIGN: rule 9).
        _answers.Enqueue((_snapshot(index < _seen ? 0 : _seen), index));
        _seen = index;
        var late = _mode == ReadMode.Stale ? _cluster.Random.Between(StaleMin, StaleMax) : 0;
        _process.After(late + _cluster.Servers.Delay(_process.Host), Deliver);
    }

    private void Interrupt()
    {
        if (_interrupted is { } interrupted)
        {
            _process.After(0, interrupted);
        }
    }

    private void Deliver()
    {
        while (_answers.Count > Behind)
        {
            var (deliver, index) = _answers.Dequeue();
            Note(index);
            deliver();
        }

        _busy = false;
        if (_cluster.Store.IndexOf(_documents) != _seen)
        {
            Wake();
        }
    }

    private void Note(ulong index)
    {
        Delivered = index;
        if (_mode == ReadMode.Stale && _process.Watches.Any(w => w != this && w.Shows(_documents, index)))
        {
            _cluster.Sightings.Add(Sighting.StaleLagged);
        }

        if (Behind > 0 && index != _cluster.Store.IndexOf(_documents))
        {
            _cluster.Sightings.Add(
                _documents switch
                {
                    Documents.Ledger => Sighting.LedgerBehind,
                    Documents.Holds => Sighting.HoldsBehind,
                    _ => Sighting.ReportsBehind,
                }
            );
        }
    }

    private bool Shows(Documents documents, ulong index) => _documents == documents && Delivered >= index;
}

/// <summary>Which answer a watch asks for.</summary>
public enum ReadMode
{
    /// <summary>The leader's: wakes at once, fails without one.</summary>
    Default,

    /// <summary>Any server's: comes late, and outlives the leader.</summary>
    Stale,
}
