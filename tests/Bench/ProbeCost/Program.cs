using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Probing;

// CPU of one agent per fresh HTTP probe: ProbeCost [targets] [sentinels|bare] [seconds]. The server is a process of its own.
if (args is ["serve"])
{
    await Server.RunAsync();
    return 0;
}

var targets = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2_000;
var sentinels = args.Length > 1 && args[1] == "sentinels";
var window = TimeSpan.FromSeconds(args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 15);

using var server = Process.Start(
    new ProcessStartInfo(Environment.ProcessPath!, "serve")
    {
        RedirectStandardOutput = true,
        RedirectStandardInput = true,
    }
)!;
var port = int.Parse(await server.StandardOutput.ReadLineAsync() ?? "0", CultureInfo.InvariantCulture);
Report? last = null;
using var agent = new ProbeAgent(new(new("a1"), 1, r => last = r) { KeepsSentinels = sentinels });
agent.Start(Topologies.Of(targets, port), "h");
await Task.Delay(TimeSpan.FromSeconds(5));

using var self = Process.GetCurrentProcess();
self.Refresh();
var (cpu, probes, failed) = (self.TotalProcessorTime, agent.Counters.Probes, agent.Counters.FailedProbes);
var bytes = GC.GetTotalAllocatedBytes();
await Task.Delay(window);
self.Refresh();
cpu = self.TotalProcessorTime - cpu;
probes = agent.Counters.Probes - probes;
bytes = GC.GetTotalAllocatedBytes() - bytes;
Console.WriteLine(
    $"{targets} targets, {probes / window.TotalSeconds:F0} probes/s, {cpu.TotalMicroseconds / probes:F1} us CPU per probe "
        + $"({cpu / window:P1} of a core), {bytes / probes} B per probe, {agent.Counters.FailedProbes - failed} failed, "
        + $"{agent.Counters.LocalFaults} local faults, {agent.Counters.SentinelsOpened} sentinels opened, "
        + $"worst lateness {agent.Counters.LatenessMax} ms, {last?.HealthyCount} up"
);
server.Kill();
return 0;

internal static class Topologies
{
    public static Topology Of(int targets, int port) =>
        new(
            "bench",
            new("example.test", "hostmaster.example.test", 30),
            new[] { new Site(new("s1"), new("s1")) }.ToSortedMap(s => s.Id),
            new[] { new VantagePoint(new("a1"), null, new("net"), "127.0.0.1:39471", null) }.ToSortedMap(v => v.Id),
            SortedMap<DnsServerId, DnsServer>.Empty,
            Enumerable.Range(0, targets).Select(i => Service(i, port)).ToSortedMap(s => s.Id),
            new()
        );

    private static Service Service(int index, int port) =>
        new(
            new($"w{index}"),
            $"w{index}.example.test",
            null,
            false,
            null,
            AnswerPolicy.One,
            WhenShort.Keep,
            30,
            new(ProbeKind.Http, port, "/health", $"w{index}.example.test", 200, 1_000, 1_000),
            new[] { new Placement(new("s1"), 10_000, 100, "127.0.0.1", null) }.ToSortedMap(p => p.Site)
        );
}

internal static class Server
{
    public static async Task RunAsync()
    {
        using var listener = new Socket(
            System.Net.Sockets.AddressFamily.InterNetwork,
            SocketType.Stream,
            ProtocolType.Tcp
        );
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(4_096);
        Console.WriteLine(((IPEndPoint)listener.LocalEndPoint!).Port);
        while (true)
        {
            _ = ServeAsync(await listener.AcceptAsync());
        }
    }

    private static async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                var buffer = new byte[1_024];
                if (await socket.ReceiveAsync(buffer) > 0)
                {
                    await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray());
                }
            }
            catch (SocketException)
            {
                // The prober closes abruptly when it has its answer.
            }
        }
    }
}
