using FailoverCtl.Checking.Records;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Checking.Rules;

/// <summary>
/// I-13, I-06: a DNS role hides an address only while the store is silent, and only on the votes that a plan would need,
/// backed by reports of losses that it had heard and that were fresh.
/// </summary>
internal sealed class ReflexHasGround : IRule
{
    private const string Rule = "I-13";

    /// <summary>The store is silent when it has not answered a consistent read for longer than this, ms.</summary>
    private const long Silence = 500;

    public void See(Moment moment, Findings found)
    {
        if (
            moment.Event is not ReflexEvent reflex
            || Reflexes.NewIn(reflex, moment) is not { Length: > 0 } hidden
            || Reflexes.TopologyOf(reflex.Epoch, moment) is not { } topology
        )
        {
            return;
        }

        var names = string.Join(", ", hidden);
        if (reflex.SilentMilliseconds <= Silence)
        {
            found.Add(
                Rule,
                moment,
                $"the reflex hides {names} {reflex.SilentMilliseconds} ms after the last read that the store answered"
            );
        }
        else if (moment.Life.Mode?.Event is not ModeEvent { Mode: CoordinationMode.CoordinationLost })
        {
            found.Add(Rule, moment, $"the reflex hides {names} although its store had not fallen silent");
        }

        foreach (var endpoint in hidden)
        {
            if (WhyNot(endpoint, reflex, topology) is { } why)
            {
                found.Add(Rule, moment, $"the reflex hides {endpoint}: {why}");
            }
        }
    }

    private static string? WhyNot(EndpointId endpoint, ReflexEvent reflex, Topology topology)
    {
        if (reflex.Votes.FirstOrDefault(v => v.Subject == endpoint.Value) is not { } vote)
        {
            return "no vote speaks of it";
        }

        var electorate = Testimony.Electorate(topology, endpoint.Site);
        var needed = Testimony.Needed(electorate.Length);
        var voters = vote.Votes.Select(v => v.Domain).Order().ToArray();
        var ayes = vote.Votes.Where(v => v.Stance == Stance.For).ToArray();
        return !voters.SequenceEqual(electorate)
                ? $"the vote was cast by {string.Join(", ", voters)}, not by {string.Join(", ", electorate)}"
            : vote.Needed != needed ? $"the vote needs {vote.Needed} of {electorate.Length}, not {needed}"
            : ayes.Length < needed ? $"{ayes.Length} of {electorate.Length} domains condemn it, {needed} are needed"
            : Testimony.LacksOutsideView(topology, ayes.Select(v => v.Domain))
                ? "no external vantage point is among the votes"
            : ayes.Select(v => WhyHollow(v, endpoint, reflex, topology)).FirstOrDefault(w => w is not null);
    }

    private static string? WhyHollow(DomainVote aye, EndpointId endpoint, ReflexEvent reflex, Topology topology)
    {
        var members = Testimony.Members(topology, aye.Domain).Select(v => v.Id).ToArray();
        if (aye.Speakers.IsEmpty || aye.Speakers.Any(s => !members.Contains(s)))
        {
            return $"{aye.Domain} speaks through {string.Join(", ", aye.Speakers)}, who do not stand there";
        }

        foreach (var agent in aye.Speakers)
        {
            if (WhyNoWitness(agent, endpoint, reflex, topology.Policy) is { } why)
            {
                return $"the vote of {aye.Domain} rests on {agent}, {why}";
            }
        }

        var defenders = reflex.Heard.Count(h =>
            members.Contains(h.Report.Agent)
            && !h.Report.Blind
            && h.AgeMilliseconds <= Testimony.AgeBeyondDoubt(topology.Policy)
            && Testimony.Find(h.Report, endpoint) is null or { State: ObservedState.Up }
        );
        return aye.Speakers.Count > defenders
            ? null
            : $"{aye.Domain} votes by {aye.Speakers.Count} agents while {defenders} see it up";
    }

    /// <summary>Only a loss counts here, however long a wrong answer has lasted (I-28).</summary>
    private static string? WhyNoWitness(AgentId agent, EndpointId endpoint, ReflexEvent reflex, Policy policy) =>
        reflex.Heard.FirstOrDefault(h => h.Report.Agent == agent) is not { } heard ? "whose report it does not show"
        : heard.AgeMilliseconds > Testimony.AgeMax(policy)
            ? $"whose report is {heard.AgeMilliseconds} ms old, {Testimony.AgeMax(policy)} ms is the limit"
        : heard.Report.Blind ? "who is blind"
        : Testimony.Find(heard.Report, endpoint) is { State: ObservedState.Down } seen && seen.Kind.MeansLoss() ? null
        : $"whose report says no loss of it";
}
