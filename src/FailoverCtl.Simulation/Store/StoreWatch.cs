using FailoverCtl.Simulation.Processes;
using FailoverCtl.Simulation.Run;

namespace FailoverCtl.Simulation.Store;

/// <summary>
/// One blocking query after another: at most one answer is on its way, and it shows the newest value at the moment it was
/// made. A paused process gets the old answer first, then the newest; what lay between is never seen.
/// </summary>
public sealed class StoreWatch
{
    private const long BackoffMin = 100;
    private const long BackoffMax = 1_000;

    private readonly Cluster _cluster;
    private readonly Process _process;
    private readonly StoreLine _line;
    private readonly Documents _documents;
    private readonly Func<ulong, Action> _snapshot;
    private readonly Action _ask;
    private ulong _seen;
    private bool _busy;

    /// <param name="snapshot">Reads all that is newer than an index, and returns what delivers it.</param>
    public StoreWatch(Cluster cluster, Process process, Documents documents, Func<ulong, Action> snapshot)
    {
        (_cluster, _process, _documents, _snapshot) = (cluster, process, documents, snapshot);
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

    /// <summary>Something of its documents changed.</summary>
    public void Wake()
    {
        if (!_busy)
        {
            _busy = true;
            _cluster.Clock.After(_cluster.Random.Between(0, _cluster.Trouble.WatchLag), _ask);
        }
    }

    private void Ask()
    {
        if (!_line.Open)
        {
            _cluster.Clock.After(_cluster.Random.Between(BackoffMin, BackoffMax), _ask);
            return;
        }

        var index = _cluster.Store.IndexOf(_documents);
        // An index that went back only restarts the watch (DESIGN: rule 9).
        var deliver = _snapshot(index < _seen ? 0 : _seen);
        _seen = index;
        _process.After(
            _cluster.Network.Delay(_cluster.StoreHost, _process.Host),
            () =>
            {
                deliver();
                _busy = false;
                if (_cluster.Store.IndexOf(_documents) != _seen)
                {
                    Wake();
                }
            }
        );
    }
}
