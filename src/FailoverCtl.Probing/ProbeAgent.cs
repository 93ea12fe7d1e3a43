using System.ComponentModel;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Probing.Engine;
using FailoverCtl.Probing.Slow;

namespace FailoverCtl.Probing;

/// <summary>
/// One health-probe agent: probes every endpoint of the topology from a thread of its own, talks to its peers, and hands
/// out a report when something changes and once per interval. Linux only.
/// </summary>
public sealed class ProbeAgent : IDisposable
{
    private readonly ProbeEngine _engine;
    private readonly SlowEvidence _slow;
    private readonly CancellationTokenSource _ending = new();
    private readonly Thread _thread;
    private Task _asking = Task.CompletedTask;
    private bool _started;
    private bool _disposed;

    /// <exception cref="Win32Exception">The system gives no descriptors.</exception>
    public ProbeAgent(ProbeAgentOptions options)
    {
        _slow = new(options.Agent, options.Trouble, TimeProvider.System, options.Seed);
        _engine = new(options with { Publish = report => options.Publish(_slow.AddTo(report)) });
        _thread = new(_engine.Run) { Name = "probes", IsBackground = true };
    }

    public EngineCounters Counters => _engine.Counters;

    /// <exception cref="Win32Exception">The vantage point's address cannot be bound.</exception>
    public void Start(Topology topology, string hash)
    {
        _engine.Bind(topology);
        _engine.Follow(topology, hash);
        _slow.Follow(topology);
        _started = true;
        _thread.Start();
        _asking = Task.Run(() => _slow.RunAsync(_ending.Token));
    }

    /// <summary>The newest one wins; endpoints that are probed as before keep their state.</summary>
    public void UpdateTopology(Topology topology, string hash)
    {
        _engine.Follow(topology, hash);
        _slow.Follow(topology);
    }

    /// <summary>The store may have lost the last report (an election): make it again.</summary>
    public void Republish() => _engine.Republish();

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _engine.Stop();
        if (_started)
        {
            _thread.Join();
        }

        _engine.Dispose();
        _ending.Cancel();
        _ = Task.WaitAny(_asking);
        _slow.Dispose();
        _ending.Dispose();
    }
}
