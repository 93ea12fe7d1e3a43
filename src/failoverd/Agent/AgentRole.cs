using FailoverCtl.Daemon.Controller;
using FailoverCtl.Daemon.Following;
using FailoverCtl.Daemon.Processes;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Json;
using FailoverCtl.Probing;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.Daemon.Agent;

using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary>One agent: follows the topology of the ledger, probes by it, and publishes its newest report.</summary>
public sealed class AgentRole(
    AgentId id,
    long boot,
    byte[] peerKey,
    ClusterDocuments documents,
    Monotonic clock,
    int seed,
    ILogger<AgentRole> log
) : BackgroundService
{
    private readonly LatestReport _reports = new();
    private ProbeAgent? _agent;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var problems = new ProblemLog(log, clock);
        try
        {
            await Together.RunAsync(
                stoppingToken,
                cancel => new LedgerFollower(documents, clock.Time, seed).RunAsync(FollowAsync, problems.Tell, cancel),
                cancel => PublishAsync(problems, cancel)
            );
        }
        finally
        {
            _agent?.Dispose();
        }
    }

    private ValueTask FollowAsync(Followed followed)
    {
        if (!followed.Topology.VantagePoints.ContainsKey(id))
        {
            log.NotDeclared(id.Value);
        }
        else if (_agent is { } running)
        {
            running.UpdateTopology(followed.Topology, followed.Entry.TopologyHash);
        }
        else
        {
            _agent = Start(followed.Topology, followed.Entry.TopologyHash);
            log.AgentStarted(id.Value, followed.Topology.Endpoints.Count());
        }

        return ValueTask.CompletedTask;
    }

    private ProbeAgent Start(Topology topology, string hash)
    {
        var agent = new ProbeAgent(new(id, boot, _reports.Put) { PeerKey = peerKey });
        agent.Start(topology, hash);
        return agent;
    }

    private async Task PublishAsync(ProblemLog problems, CancellationToken stopping)
    {
        while (true)
        {
            var report = await _reports.TakeAsync(stopping);
            var bytes = Codec.Write(report, DomainJson.Default.Report);
            if (await documents.Store.PutAsync(documents.Keys.Report(id.Value), bytes, stopping) is { } failure)
            {
                problems.Tell(failure.Message);
            }
        }
    }
}
