using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Daemon.Sandbox;

using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary>Where the sites serve what the topology places there.</summary>
internal sealed class Origins(Topology topology)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public IEnumerable<IPEndPoint> Of(SiteId site) =>
        topology
            .Services.Values.Where(s => s.Placements.ContainsKey(site))
            .SelectMany(s =>
                new[] { s.Placements[site].V4, s.Placements[site].V6 }
                    .OfType<string>()
                    .SelectMany(a => Ports(s).Select(p => new IPEndPoint(IPAddress.Parse(a), p)))
            )
            .Distinct();

    private static IEnumerable<int> Ports(Service service) =>
        service.Load is { } load ? [service.Probe.Port, load.Port] : [service.Probe.Port];

    /// <summary>Returns when all accept connections.</summary>
    /// <exception cref="SandboxException">One does not in time.</exception>
    public async Task WaitAsync(CancellationToken cancel)
    {
        var waited = Stopwatch.StartNew();
        foreach (var origin in topology.Sites.Keys.SelectMany(Of))
        {
            while (!await AcceptsAsync(origin, cancel))
            {
                if (waited.Elapsed > Limit)
                {
                    throw new SandboxException(
                        $"the origin at {origin} does not accept connections within {Limit.TotalSeconds:0} s; see its log"
                    );
                }

                await Task.Delay(Look, cancel);
            }
        }
    }

    private static async Task<bool> AcceptsAsync(IPEndPoint origin, CancellationToken cancel)
    {
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(origin, cancel);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
