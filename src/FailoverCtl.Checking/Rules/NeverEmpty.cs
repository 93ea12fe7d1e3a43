using FailoverCtl.Checking.Records;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Checking.Rules;

/// <summary>I-01: no published name ever has an empty answer or no weight, in the ledger, at a target or at a client.</summary>
internal sealed class NeverEmpty : IRule
{
    private const string Rule = "I-01";

    public void See(Moment moment, Findings found)
    {
        switch (moment.Event)
        {
            case AnswerEvent { Addresses.IsEmpty: true } answer when IsPublished(moment, answer):
                found.Add(Rule, moment, $"{answer.Server} answered {answer.Name} {answer.Family} with 0 addresses");
                break;
            case LedgerEvent ledger
                when moment.IsFirstSightOf(ledger) && moment.Records.TopologyOf(ledger.Entry) is { } topology:
                var steering = ledger.Entry.Steering;
                Check(moment, found, topology, $"epoch {ledger.Entry.Epoch}", e => steering.Weight(topology, e));
                break;
            // What was refused or failed has changed nothing; what is unknown may have.
            case WriteEvent { Result: WriteResult.Applied or WriteResult.Unknown } write
                when TopologyOf(moment, write) is { } topology:
                Check(
                    moment,
                    found,
                    topology,
                    $"the write of epoch {write.Epoch} to {write.Target}",
                    e => write.After.Find(e)
                );
                break;
        }
    }

    private static void Check(
        Moment moment,
        Findings found,
        Topology topology,
        string what,
        Func<EndpointId, int> weight
    )
    {
        foreach (var (service, family) in Steering.Published(topology))
        {
            var set = topology.Endpoints.Where(e => e.Service == service.Id && e.Family == family).ToArray();
            if (set.Sum(e => (long)weight(e)) <= 0)
            {
                found.Add(
                    Rule,
                    moment,
                    $"{what} leaves {service.Id} {family} with a total weight of 0 over {set.Length} placements"
                );
            }
        }
    }

    private static Topology? TopologyOf(Moment moment, WriteEvent write) =>
        moment.Records.Entry(write.Epoch) is { } entry ? moment.Records.TopologyOf(entry) : moment.Life.Topology;

    /// <summary>A client's journal holds no topology: then every topology that is known must publish the name.</summary>
    private static bool IsPublished(Moment moment, AnswerEvent answer)
    {
        var topologies = moment.Life.Topology is { } own ? [own] : moment.Records.Topologies.Values.ToArray();
        return topologies.Length > 0
            && topologies.All(t =>
                Steering.Published(t).Any(p => p.Family == answer.Family && Names(answer.Name, p.Service.Name))
            );
    }

    /// <summary>DNS names do not differ by case or by their final dot (RFC 1035 section 2.3.3).</summary>
    private static bool Names(string asked, string name) =>
        asked.TrimEnd('.').Equals(name, StringComparison.OrdinalIgnoreCase);
}
