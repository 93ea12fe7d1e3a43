using FailoverCtl.Domain.Topology;
using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.TopologyFiles.Checks;

/// <summary>What a probe asks must be something that can be answered, and its answer must mean something.</summary>
internal static class Probes
{
    public static void Check(Domain.Topology.Topology topology, Places places, DiagnosticBag bag)
    {
        foreach (var service in topology.Services.Values)
        {
            Body(service, places, bag);
            Expected(service, places, bag);
            if (service.Probe.Kind == ProbeKind.Icmp)
            {
                bag.Add(
                    MeaningRules.OnlyTheHost,
                    places.At("services", service.Id.Value, "probe", "icmp"),
                    $"an echo shows that the hosts of {service.Id} are there, not that they serve it (I-08)",
                    "Probe what users call: http, https, tls, tcp, dns or grpc."
                );
            }

            if (service.Load is { } load && load.Port == service.Probe.Port)
            {
                bag.Add(
                    MeaningRules.LoadInBand,
                    places.At("services", service.Id.Value, "load", "port"),
                    $"the load document of {service.Id} is served on port {load.Port}, as the service is",
                    "When that port is saturated its load is unknown: serve the document on another one."
                );
            }
        }
    }

    private static void Body(Service service, Places places, DiagnosticBag bag)
    {
        if (service.Probe is { Method: ProbeMethod.Head, Contains: not null })
        {
            var kind = service.Probe.Kind == ProbeKind.Https ? "https" : "http";
            bag.Add(
                MeaningRules.BodyOfHead,
                places.At("services", service.Id.Value, "probe", kind, "contains"),
                $"the probe of {service.Id} looks for a text in the answer to HEAD, which has no body",
                "Remove 'method: head' or 'contains'."
            );
        }
    }

    private static void Expected(Service service, Places places, DiagnosticBag bag)
    {
        if (service.Probe.Dns is not { Addresses.IsEmpty: false } check)
        {
            return;
        }

        var other = check.Addresses.FirstOrDefault(a => a.Contains(':') != (check.Type == DnsType.Aaaa));
        if (check.Type is not (DnsType.A or DnsType.Aaaa) || other is not null)
        {
            bag.Add(
                MeaningRules.AddressesOfOtherType,
                places.At("services", service.Id.Value, "probe", "dns", "addresses"),
                $"the probe of {service.Id} asks for records of type {check.Type.ToString().ToUpperInvariant()} and expects {other ?? check.Addresses[0]}",
                "Write 'type: a' for IPv4 addresses, 'type: aaaa' for IPv6 ones."
            );
        }
    }
}
