using System.Net;
using FailoverCtl.Control.Ports;
using FailoverCtl.Decision.Machine;
using FailoverCtl.Dns.Asking;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Daemon.Controller;

/// <summary>Reads back which epoch a DNS server answers, by a DNS query like any client's.</summary>
internal sealed class TargetPort(LoopThread loop, Func<Zone?> zone, CancellationToken stopping) : ITargetPort
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(300);

    public void AskEpoch(DnsServer server)
    {
        if (zone() is { } known)
        {
            _ = AskAsync(server, known);
        }
    }

    private async Task AskAsync(DnsServer server, Zone known)
    {
        try
        {
            var query = new EpochQuery(known.Name, Limit, Tries: 1);
            var reading = await query.AskAsync(IPEndPoint.Parse(server.Address), stopping);
            long? epoch = reading is EpochReading.Read(var text) ? text.Epoch : null;
            loop.Post((l, now) => l.Handle(new TargetRead(now, server.Id, epoch)));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }
}
