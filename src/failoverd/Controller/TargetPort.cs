using System.Net;
using FailoverCtl.Control.Ports;
using FailoverCtl.Decision.Machine;
using FailoverCtl.Dns.Asking;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Daemon.Controller;

using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary>Reads back which epoch a DNS server answers, by a DNS query like any client's.</summary>
internal sealed class TargetPort(LoopThread loop, Func<Topology?> topology, CancellationToken stopping) : ITargetPort
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(300);

    public void AskEpoch(DnsServer server)
    {
        if (topology() is { } known)
        {
            _ = AskAsync(server, known);
        }
    }

    private async Task AskAsync(DnsServer server, Topology known)
    {
        try
        {
            var query = new EpochQuery(known.Zone.Name, Limit, Tries: 1);
            var reading = await query.AskAsync(IPEndPoint.Parse(server.Address), stopping);
            // Another installation's epochs say nothing about this one's.
            long? epoch = reading is EpochReading.Read(var text) && text.Cluster == known.Cluster ? text.Epoch : null;
            loop.Post((l, now) => l.Handle(new TargetRead(now, server.Id, epoch)));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }
}
