using System.Diagnostics;
using System.Globalization;
using FailoverCtl.Bench.ProbeCost;
using FailoverCtl.Domain.Evidence;
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
        UseShellExecute = false,
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
