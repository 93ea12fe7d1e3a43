using System.Net;
using System.Security.Cryptography.X509Certificates;
using FailoverCtl.Daemon.Controller;
using FailoverCtl.Daemon.Following;
using FailoverCtl.Daemon.Processes;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Json;
using FailoverCtl.Probing;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.Daemon.Agent;

using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary>
/// One agent: follows the topology of the ledger, probes by it, publishes its newest report, and gives it to those who ask.
/// </summary>
/// <param name="peerKey">Empty: nobody can prove who asks, so nobody is answered.</param>
/// <param name="roots">That certificates of endpoints must rest on; null: those of the system.</param>
public sealed class AgentRole(
    AgentId id,
    long boot,
    byte[] peerKey,
    X509Certificate2Collection? roots,
    ClusterDocuments documents,
    Monotonic clock,
    int seed,
    ILogger<AgentRole> log
) : BackgroundService
{
    /// <summary>Before an address that something else holds is tried again.</summary>
    private static readonly TimeSpan ListenAgain = TimeSpan.FromSeconds(5);

    private readonly LatestReport _reports = new();
    private readonly TaskCompletionSource<IPEndPoint> _declared = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly ProblemLog _problems = new(log, clock);
    private ProbeAgent? _agent;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var follower = new LedgerFollower(documents, clock.Time, seed) { AnsweredAgain = Republish };
        var publisher = new ReportPublisher(
            _reports,
            (report, cancel) =>
                documents.Store.PutAsync(
                    documents.Keys.Report(id.Value),
                    Codec.Write(report, DomainJson.Default.Report),
                    cancel
                ),
            _problems.Tell,
            clock.Time,
            seed
        );
        try
        {
            await Together.RunAsync(
                stoppingToken,
                cancel => follower.RunAsync(FollowAsync, _problems.Tell, cancel),
                publisher.RunAsync,
                ServeAsync
            );
        }
        finally
        {
            _agent?.Dispose();
        }
    }

    /// <summary>What was written just before an election may be old or lost: everybody needs to see again at once.</summary>
    private void Republish()
    {
        if (_agent is { } agent)
        {
            log.Republishing(id.Value);
            agent.Republish();
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
            _declared.TrySetResult(IPEndPoint.Parse(followed.Topology.VantagePoints[id].Address));
        }

        return ValueTask.CompletedTask;
    }

    private ProbeAgent Start(Topology topology, string hash)
    {
        var agent = new ProbeAgent(
            new(id, boot, _reports.Put)
            {
                PeerKey = peerKey,
                Roots = roots,
                // The probe thread must not wait for whoever reads the log.
                Trouble = text => _ = Task.Run(() => _problems.Tell(text)),
            }
        );
        agent.Start(topology, hash);
        return agent;
    }

    /// <summary>An endpoint that cannot listen costs DNS servers this agent's view in a silence of the store, nothing else.</summary>
    private async Task ServeAsync(CancellationToken stopping)
    {
        var address = await _declared.Task.WaitAsync(stopping);
        if (peerKey.Length == 0)
        {
            log.NotServing(id.Value);
            return;
        }

        var seal = new ReportSeal(peerKey, documents.Keys.Cluster);
        while (true)
        {
            try
            {
                await using var endpoint = await ReportEndpoint.StartAsync(
                    address,
                    id,
                    seal,
                    () => _reports.Last,
                    stopping
                );
                log.Serving(id.Value, address);
                await Task.Delay(Timeout.InfiniteTimeSpan, stopping);
            }
            catch (IOException e)
            {
                _problems.Tell(
                    $"agent {id} cannot give its report on TCP {address}: {e.Message}; is another process there? "
                        + $"Trying again every {ListenAgain.TotalSeconds:0} s"
                );
                await Task.Delay(ListenAgain, clock.Time, stopping);
            }
        }
    }
}
