using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Probing;
using FailoverCtl.Probing.Dialogues;

namespace FailoverCtl.Tests.Adapters.Probing;

/// <summary>A real agent on loopback and the reports that it made.</summary>
internal sealed class AgentTrial : IDisposable
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);
    private readonly Lock _gate = new();
    private readonly List<Report> _reports = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AgentTrial(
        Topology topology,
        string agent = "a1",
        bool sentinels = true,
        string key = "k",
        X509Certificate2Collection? roots = null,
        Action<IThreadPoolWorkItem>? pool = null
    )
    {
        Agent = new(
            new(new(agent), Random.Shared.NextInt64(), Add)
            {
                KeepsSentinels = sentinels,
                PeerKey = System.Text.Encoding.ASCII.GetBytes(key),
                Roots = roots,
                Pool = pool ?? PoolPulse.QueueToPool,
                Trouble = Troubles.Enqueue,
            }
        );
        Agent.Start(topology, "h");
    }

    public ProbeAgent Agent { get; }

    /// <summary>What the agent told the operator of its host.</summary>
    public ConcurrentQueue<string> Troubles { get; } = new();

    public static EndpointId Www { get; } = new(new("www"), new("s1"), Domain.Identity.AddressFamily.V4);

    public static Topology Topology(
        int port,
        ProbeKind kind = ProbeKind.Http,
        int interval = 200,
        int timeout = 10_000,
        int status = 200,
        int agents = 1,
        string address = "127.0.0.1",
        Func<Probe, Probe>? probe = null,
        Func<Service, Service>? service = null
    ) =>
        new(
            "test",
            new("example.test", "hostmaster.example.test", 30),
            new[] { new Site(new("s1"), new("s1")) }.ToSortedMap(s => s.Id),
            Enumerable
                .Range(1, agents)
                .Select(i => new VantagePoint(new($"a{i}"), null, new($"net{i}"), $"127.0.0.1:{FreeUdpPort()}", null))
                .ToSortedMap(v => v.Id),
            SortedMap<DnsServerId, DnsServer>.Empty,
            new[]
            {
                (service ?? (static s => s))(
                    new Service(
                        new("www"),
                        "www.example.test",
                        null,
                        false,
                        null,
                        AnswerPolicy.One,
                        WhenShort.Keep,
                        30,
                        (probe ?? (static p => p))(
                            new(kind, port, "/health", "www.example.test", status, interval, timeout)
                        ),
                        new[] { new Placement(new("s1"), 10_000, 100, address, null) }.ToSortedMap(p => p.Site)
                    )
                ),
            }.ToSortedMap(s => s.Id),
            new() { ReportIntervalMilliseconds = 300 }
        );

    /// <summary>The first report, past or to come, that is so.</summary>
    public async Task<Report> Until(Func<Report, bool> wanted, string claim)
    {
        using var limit = new CancellationTokenSource(Generous);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_reports.Find(r => wanted(r)) is { } found)
                {
                    return found;
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException late)
            {
                throw new TimeoutException(
                    $"no report said: {claim}; the last one: {(_reports.Count > 0 ? string.Join(", ", _reports[^1].Unhealthy) : "none")}; {Agent.Counters.LastLoopFault}",
                    late
                );
            }
        }
    }

    public Task<Report> UntilUp() => Until(static r => r.HealthyCount == 1, "Up");

    public Task<Report> UntilDown(FailureKind kind) =>
        Until(
            r => r.Unhealthy.Count == 1 && r.Unhealthy[0] is { State: ObservedState.Down } o && o.Kind == kind,
            $"Down, {kind}"
        );

    public async Task<Observation> UntilFlawed(FailureKind kind, Flaw flaw) =>
        (
            await Until(
                r => r.Unhealthy is [{ State: ObservedState.Down } o] && o.Kind == kind && o.Flaw == flaw,
                $"Down, {kind}, {flaw}"
            )
        ).Unhealthy[0];

    public bool Said(Predicate<Report> something)
    {
        lock (_gate)
        {
            return _reports.Exists(something);
        }
    }

    public void Dispose() => Agent.Dispose();

    private static int FreeUdpPort()
    {
        using var socket = new Socket(
            System.Net.Sockets.AddressFamily.InterNetwork,
            SocketType.Dgram,
            ProtocolType.Udp
        );
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private void Add(Report report)
    {
        lock (_gate)
        {
            _reports.Add(report);
            _changed.TrySetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
