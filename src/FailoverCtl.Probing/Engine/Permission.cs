using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Probing.Engine;

/// <summary>What to do where this host does not let the agent ask.</summary>
internal static class Permission
{
    public static string Missing(EndpointId endpoint, ProbeKind kind) =>
        kind == ProbeKind.Icmp
            ? $"this host does not let the agent send ICMP echoes, so it knows nothing of {endpoint} and others like it (they do not count as lost): "
                + "set sysctl net.ipv4.ping_group_range to a range that holds the agent's group, such as \"0 2147483647\", "
                + "or give the services a probe of another kind"
            : $"this host does not let the agent ask {endpoint}, so it knows nothing of it (it does not count as lost): "
                + "look for a rule of its own packet filter that rejects outgoing packets to that address";
}
