using System.Security.Cryptography.X509Certificates;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Probing.Dialogues;

namespace FailoverCtl.Probing;

/// <summary>What the host decides about its agent.</summary>
/// <param name="Boot">Drawn at random at each start of the process.</param>
/// <param name="Publish">Gets each report on the probe thread: hand it on (see <see cref="LatestReport"/>), never block.</param>
public sealed record ProbeAgentOptions(AgentId Agent, long Boot, Action<Report> Publish)
{
    /// <summary>Spreads probes, heartbeats and retries; the same seed gives the same spread.</summary>
    public ulong Seed { get; init; } = unchecked((ulong)Boot);

    /// <summary>All agents share it; empty: datagrams of peers are not authenticated.</summary>
    public byte[] PeerKey { get; init; } = [];

    /// <summary>Keep one idle connection to each healthy endpoint: death is noticed within milliseconds.</summary>
    public bool KeepsSentinels { get; init; } = true;

    /// <summary>The roots that certificates of endpoints must rest on; null: those of the system.</summary>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>Told, on any thread and seldom, what an operator of this host must know: never block.</summary>
    public Action<string> Trouble { get; init; } = static _ => { };

    /// <summary>Where the pulse of the thread pool is felt; a test puts a pool that stands still here.</summary>
    internal Action<IThreadPoolWorkItem> Pool { get; init; } = PoolPulse.QueueToPool;
}
