using FailoverCtl.Checking.Records;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Checking.Rules;

/// <summary>
/// I-13: a DNS role answers the epoch that it took last, and nothing else, less what it has logged as hidden. Judged by its own
/// journal: a client's clock and a server's cannot be compared.
/// </summary>
internal sealed class AnswersFollowTheLedger : IRule
{
    public void See(Moment moment, Findings found)
    {
        if (
            moment.Event is not AnswerEvent answer
            || moment.Life.Start?.Process != $"dns/{answer.Server}"
            || moment.Life.Answered is not { } epoch
            || Reflexes.TopologyOf(epoch.Epoch, moment) is not { } topology
            || ServiceOf(answer, topology) is not { } service
        )
        {
            return;
        }

        var hidden = Reflexes.HiddenAt(moment);
        var meant = service
            .Placements.Values.Select(p => (p, new EndpointId(service.Id, p.Site, answer.Family)))
            .Where(e => epoch.After.Find(e.Item2) > 0 && !hidden.Contains(e.Item2))
            .Select(e => e.p.Address(answer.Family)!)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToArray();
        var given = answer.Addresses.Distinct().Order(StringComparer.Ordinal).ToArray();
        var fits = service.Answer switch
        {
            AnswerPolicy.All => given.SequenceEqual(meant),
            AnswerPolicy.One => given.Length == 1 && meant.Contains(given[0]),
        };
        if (!fits)
        {
            found.Add(
                "I-13",
                moment,
                $"{answer.Server} answers {answer.Name} {answer.Family} with {Show(given)}; "
                    + $"epoch {epoch.Epoch} less its logged reflex says {Show(meant)}"
            );
        }
    }

    private static Service? ServiceOf(AnswerEvent answer, Topology topology) =>
        topology.Services.Values.FirstOrDefault(s =>
            s.Name.Equals(answer.Name.TrimEnd('.'), StringComparison.OrdinalIgnoreCase)
        );

    private static string Show(string[] addresses) => addresses.Length == 0 ? "nothing" : string.Join(" ", addresses);
}
