using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Decision.Guards.Topologies;

/// <summary>I-01: at least one DNS server that answers now stays, or nobody who knows the zone would be asked any more.</summary>
internal sealed class ServersStay : ITopologyGuard
{
    public Finding? Check(TopologyGuardInput input)
    {
        var (before, after) = (input.Change.Before.DnsServers, input.Change.After.DnsServers);
        var stay = before.Values.Count(s => after.Find(s.Id) is { } next && next.Address == s.Address);
        return stay > 0 || before.Count == 0
            ? null
            : new(
                "I-01",
                "dns-servers",
                "every DNS server that answers now would be replaced at once",
                "0 stay",
                "at least 1",
                Overridable: true
            );
    }
}
