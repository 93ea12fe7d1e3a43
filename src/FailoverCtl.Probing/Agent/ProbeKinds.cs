using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Probing.Agent;

/// <summary>What kinds of probes need.</summary>
internal static class ProbeKinds
{
    /// <summary>
    /// Whether library code talks to the endpoint, on threads that others use too (see Dialogues). How late such an answer is
    /// says as much about this host as about the endpoint: only the probe's timeout counts, no finer patience.
    /// </summary>
    public static bool NeedsDialogue(this ProbeKind kind) =>
        kind switch
        {
            ProbeKind.Https or ProbeKind.Tls or ProbeKind.Grpc => true,
            ProbeKind.Http or ProbeKind.Tcp or ProbeKind.Dns or ProbeKind.Icmp => false,
        };

    /// <summary>Whether an idle TCP connection to the endpoint can be kept.</summary>
    public static bool Connects(this ProbeKind kind) =>
        kind switch
        {
            ProbeKind.Http or ProbeKind.Tcp or ProbeKind.Https or ProbeKind.Tls or ProbeKind.Grpc => true,
            ProbeKind.Dns or ProbeKind.Icmp => false,
        };
}
