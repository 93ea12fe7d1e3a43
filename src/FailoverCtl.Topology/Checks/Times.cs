using FailoverCtl.TopologyFiles.Diagnostics;
using FailoverCtl.TopologyFiles.Language;

namespace FailoverCtl.TopologyFiles.Checks;

/// <summary>Times that depend on each other.</summary>
internal static class Times
{
    public static void Check(Domain.Topology.Topology topology, Places places, DiagnosticBag bag)
    {
        foreach (var service in topology.Services.Values)
        {
            var probe = service.Probe;
            if (probe.TimeoutMilliseconds > probe.IntervalMilliseconds)
            {
                bag.Add(
                    MeaningRules.TimeoutOverInterval,
                    places.At("services", service.Id.Value, "probe", "timeout"),
                    $"a probe of {service.Id} waits up to {Numbers.DurationText(probe.TimeoutMilliseconds)} and is due every {Numbers.DurationText(probe.IntervalMilliseconds)}",
                    "Probes of a hanging endpoint then overlap or fall behind: shorten the timeout or lengthen the interval."
                );
            }
        }
    }
}
