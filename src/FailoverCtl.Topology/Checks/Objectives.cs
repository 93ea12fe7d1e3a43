using System.Globalization;
using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.TopologyFiles.Checks;

/// <summary>Whether users of a lost site can be elsewhere as soon as they shall: finding it takes time, and so do caches.</summary>
internal static class Objectives
{
    private const int Second = 1_000;

    public static void Check(Domain.Topology.Topology topology, Places places, DiagnosticBag bag)
    {
        foreach (var service in topology.Services.Values)
        {
            // A hanging endpoint, seen by the agents' next probes, with a rival suspicion to wait for (I-05).
            var found =
                service.Probe.IntervalMilliseconds
                + service.Probe.TimeoutMilliseconds
                + topology.Policy.ConfirmationPeriodMilliseconds;
            var objective = topology.RecoveryObjectiveMilliseconds(service);
            var longest = (objective - found) / Second;
            if (service.TtlSeconds <= longest)
            {
                continue;
            }

            var total = Seconds(found + ((long)service.TtlSeconds * Second));
            bag.Add(
                MeaningRules.TtlOverObjective,
                places.Has("services", service.Id.Value, "ttl")
                    ? places.At("services", service.Id.Value, "ttl")
                    : places.KeyAt("services", service.Id.Value),
                $"users of a lost site may be sent to '{service.Id}' there for {total}, and the objective is {Seconds(objective)}",
                $"Finding a hang takes up to {Seconds(found)}, then caches keep the address for the TTL of {service.TtlSeconds} s. "
                    + (
                        longest >= 1
                            ? $"Write ttl: {longest} or less, or a longer recoveryObjective."
                            : "No TTL is short enough: probe more often, or write a longer recoveryObjective."
                    )
            );
        }
    }

    private static string Seconds(long milliseconds) =>
        (milliseconds / (decimal)Second).ToString("0.###", CultureInfo.InvariantCulture) + " s";
}
