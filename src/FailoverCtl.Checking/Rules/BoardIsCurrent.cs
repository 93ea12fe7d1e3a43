using FailoverCtl.Checking.Records;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;

namespace FailoverCtl.Checking.Rules;

/// <summary>I-07: nobody plans on an older board than the one that the epoch in force cites.</summary>
internal sealed class BoardIsCurrent : IRule
{
    public void See(Moment moment, Findings found)
    {
        if (
            moment.Event is not PlanEvent { Plan: var plan }
            || moment.Life is not { Start: not null, Topology: { } topology }
            || moment.Records.ParentOf(plan, moment.Life) is not { } parent
        )
        {
            return;
        }

        foreach (var (agent, cited) in parent.Evidence)
        {
            if (topology.VantagePoints.ContainsKey(agent) && Behind(moment, agent, cited) is { } had)
            {
                found.Add(
                    "I-07",
                    moment,
                    $"plan {plan.Id} rests on an older board than epoch {parent.Epoch}: that cites {agent} "
                        + $"(boot {cited.Boot}, sequence {cited.Sequence}), its author had read {had}"
                );
            }
        }
    }

    private static string? Behind(Moment moment, AgentId agent, Mark cited)
    {
        if (moment.Life.Of(agent) is not { Report.Mark: var known })
        {
            return "nothing from it";
        }

        var behind =
            known.Boot == cited.Boot
                ? known.Sequence < cited.Sequence
                : moment.Records.Boots.IsEarlier(agent, known.Boot, than: cited.Boot);
        return behind ? $"boot {known.Boot}, sequence {known.Sequence}" : null;
    }
}
