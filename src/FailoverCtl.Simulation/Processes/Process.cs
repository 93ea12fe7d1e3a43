using FailoverCtl.Simulation.Places;
using FailoverCtl.Simulation.Run;
using FailoverCtl.Simulation.Store;

namespace FailoverCtl.Simulation.Processes;

/// <summary>
/// Something that runs on a host: it can be killed, started with an empty memory, and paused. While it is paused, what
/// arrives waits and is handled late, with the memory of before.
/// </summary>
public abstract class Process(Cluster cluster, Host host, string name)
{
    /// <summary>What a socket would hold for a process that does not read.</summary>
    private const int BacklogMax = 256;

    private readonly Queue<Action> _backlog = new();
    private readonly List<Action> _onResume = [];
    private int _pauses;
    private int _deaths = 1;

    public Cluster Cluster => cluster;

    /// <summary>What this life follows in the store.</summary>
    public List<StoreWatch> Watches { get; } = [];

    /// <summary>How many queries its watches of such documents lag behind what they asked.</summary>
    public SortedDictionary<Documents, int> QueriesBehind { get; } = [];

    /// <summary>Each query of its watches is made so late, ms.</summary>
    public long WatchLate { get; set; }

    public Host Host => host;

    public string Name => name;

    public bool Alive => _deaths == 0;

    public bool Paused => _pauses > 0;

    /// <summary>Drawn at each start; two lives never share one.</summary>
    public long Boot { get; private set; }

    /// <summary>Its own monotonic clock: every life has another origin, so that mixing two hosts' times shows.</summary>
    public long Now => cluster.Clock.Now + Origin;

    /// <summary>Which of its lives this is.</summary>
    public int Life { get; private set; }

    private long Origin { get; set; }

    /// <summary>One more reason to be dead.</summary>
    public void Kill()
    {
        if (_deaths++ == 0)
        {
            Life++;
            _backlog.Clear();
            _onResume.Clear();
            _pauses = 0;
            Watches.Clear();
            cluster.Timeline.Add(name, "dies");
            Died();
        }
    }

    /// <summary>One reason less to be dead; starts when none is left.</summary>
    public void Start()
    {
        if (--_deaths == 0)
        {
            Life++;
            Boot = cluster.Random.Between(1, long.MaxValue / 2);
            Origin = cluster.Random.Between(0, 1_000_000_000);
            cluster.Timeline.Add(name, $"starts, boot {Boot:x}");
            Begin();
        }
    }

    /// <summary>Stops it (SIGSTOP).</summary>
    /// <returns>What lets it go on; nothing happens when that life is over.</returns>
    public Action Pause()
    {
        _pauses++;
        var life = Life;
        return () =>
        {
            if (life == Life)
            {
                Resume();
            }
        };
    }

    /// <summary>Something it was about to do when it was stopped.</summary>
    public void WhenResumed(Action action) => _onResume.Add(action);

    /// <summary>Something arrives at this life.</summary>
    public void Post(Action action)
    {
        if (!Alive)
        {
            return;
        }

        if (!Paused)
        {
            action();
        }
        else if (_backlog.Count < BacklogMax)
        {
            _backlog.Enqueue(action);
        }
    }

    /// <summary>Runs in this life only.</summary>
    public void After(long milliseconds, Action action) => cluster.Clock.After(milliseconds, ForThisLife(action));

    /// <summary>Wraps what must not reach another life.</summary>
    public Action ForThisLife(Action action)
    {
        var life = Life;
        return () =>
        {
            if (life == Life)
            {
                Post(action);
            }
        };
    }

    protected abstract void Begin();

    private void Resume()
    {
        if (--_pauses > 0)
        {
            return;
        }

        foreach (var action in _onResume.ToArray())
        {
            action();
        }

        _onResume.Clear();
        while (!Paused && _backlog.TryDequeue(out var action))
        {
            action();
        }
    }

    protected virtual void Died() { }
}
