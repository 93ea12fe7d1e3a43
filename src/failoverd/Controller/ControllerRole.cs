using FailoverCtl.Control;
using FailoverCtl.Control.Ports;
using FailoverCtl.Daemon.Alarms;
using FailoverCtl.Daemon.Processes;
using FailoverCtl.Decision.Machine;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.Daemon.Controller;

using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary>One controller: the loop on its thread, its ports, and the watches that feed it.</summary>
/// <param name="seed">For proposal ids and jitter.</param>
public sealed class ControllerRole(
    Self self,
    ClusterDocuments documents,
    IJournalPort journal,
    Monotonic clock,
    int seed,
    ILogger<ControllerRole> log
) : BackgroundService
{
    /// <summary>Who is told of alarms besides the log.</summary>
    internal AlarmOptions Alarms { get; init; } = AlarmOptions.None;

    private Topology? _topology;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var thread = new LoopThread(clock, log.LoopFailed);
        var problems = new ProblemLog(log, clock);
        var store = new StorePort(documents, thread, clock, stoppingToken);
        var targets = new TargetPort(thread, () => _topology, stoppingToken);
        using var client = new HttpMessageInvoker(
            new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }
        );
        var desk = new AlarmDesk(documents.Keys.Cluster, self.Id.Value);
        var alarms = new AlarmSender(desk, Alarms.Receivers(client), clock, log);
        var loop = new ControlLoop(self, store, targets, journal, alarms, seed);
        var feeds = new Feeds(documents, thread, clock.Time, seed, Rehearse, problems.Tell);
        thread.Start(loop);
        log.ControllerStarted(self.Id.Value, self.Boot);
        await Together.RunAsync(stoppingToken, feeds.RunAsync, alarms.RunAsync);
    }

    private void Rehearse(Topology topology, string hash)
    {
        _topology = topology;
        foreach (var sentence in Rehearsal.Run(topology, hash))
        {
            log.Rehearsed(sentence);
        }
    }
}
