using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Checking.Rules;

/// <summary>Reads weights out of ledger entries.</summary>
internal static class Steering
{
    /// <summary>Each service and family that is declared with any weight: what must never become empty.</summary>
    public static IEnumerable<(Service Service, AddressFamily Family)> Published(Topology topology) =>
        from service in topology.Services.Values
        from family in new[] { AddressFamily.V4, AddressFamily.V6 }
        where service.Placements.Values.Any(p => p.Address(family) is not null && p.Weight > 0)
        select (service, family);

    /// <summary>The endpoints that a map gives a weight above zero.</summary>
    public static IEnumerable<EndpointId> Answered(Topology topology, SteeringMap steering) =>
        topology.Endpoints.Where(e => steering.Weight(topology, e) > 0);

    /// <summary>The endpoints that had a weight and have none after.</summary>
    public static IEnumerable<EndpointId> Emptied(Topology topology, SteeringMap before, SteeringMap after) =>
        Answered(topology, before).Where(e => after.Weight(topology, e) == 0);

    /// <summary>What was already out, or is taken out by an operator, needs no vote of this plan.</summary>
    public static bool IsExplained(EndpointId endpoint, Latches before, Latches after) =>
        before.WithdrawalOf(endpoint) is not null
        || before.DrainOf(endpoint.Site) is not null
        || after.DrainOf(endpoint.Site) is { Cause: DrainCause.Operator or DrainCause.SharedFate };
}
