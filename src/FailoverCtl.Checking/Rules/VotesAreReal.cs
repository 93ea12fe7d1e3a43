using FailoverCtl.Checking.Records;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Checking.Rules;

/// <summary>
/// I-06: whatever an automatic plan takes out, max(2, floor(n/2)+1) of the n voting domains outside have condemned, by
/// reports that their author had read, that were fresh, and that say so.
/// </summary>
internal sealed class VotesAreReal : IRule
{
    private const string Rule = "I-06";

    public void See(Moment moment, Findings found)
    {
        if (
            moment.Event is not PlanEvent { Plan: { Automatic: true } plan }
            || plan.Cause.Kind is not (CauseKind.EndpointsLost or CauseKind.SiteLost)
            || moment.Life.Topology is not { } topology
            || moment.Records.ParentOf(plan, moment.Life) is not { } parent
        )
        {
            return;
        }

        foreach (var endpoint in Accused(plan, parent, topology))
        {
            if (WhyNot(endpoint, plan, moment, topology) is { } why)
            {
                found.Add(Rule, moment, $"plan {plan.Id} takes out {endpoint}: {why}");
            }
        }

        CheckPrecautions(moment, plan, parent, topology, found);
    }

    /// <summary>What needs a vote: what is newly withdrawn, emptied without another explanation, or at a site newly lost.</summary>
    private static EndpointId[] Accused(Plan plan, LedgerEntry parent, Topology topology)
    {
        var (before, after) = (parent.Latches, plan.Next.Latches);
        var withdrawn = after.Withdrawals.Select(w => w.Endpoint).Where(e => before.WithdrawalOf(e) is null);
        var emptied = Steering
            .Emptied(topology, parent.Steering, plan.Next.Steering)
            .Where(e => !Steering.IsExplained(e, before, after));
        var lost = after
            .Drains.Where(d => d.Cause == DrainCause.Lost && before.DrainOf(d.Site) is not { Cause: DrainCause.Lost })
            .SelectMany(d => topology.Endpoints.Where(e => e.Site == d.Site));
        var declared = topology.Endpoints.ToArray();
        return [.. withdrawn.Concat(emptied).Concat(lost).Where(e => declared.Contains(e)).Distinct().Order()];
    }

    private static string? WhyNot(EndpointId endpoint, Plan plan, Moment moment, Topology topology)
    {
        var vote = plan.Votes.FirstOrDefault(v => v.Subject == endpoint.Value || v.Subject == endpoint.Site.Value);
        if (vote is null)
        {
            return "no vote in the plan speaks of it";
        }

        var electorate = Testimony.Electorate(topology, endpoint.Site);
        var needed = Testimony.Needed(electorate.Length);
        var voters = vote.Votes.Select(v => v.Domain).Order().ToArray();
        var ayes = vote.Votes.Where(v => v.Stance == Stance.For).ToArray();
        return vote.Electorate != electorate.Length
                ? $"the vote counts {vote.Electorate} domains, {electorate.Length} lie outside its location"
            : vote.Needed != needed ? $"the vote needs {vote.Needed} of {electorate.Length}, not {needed}"
            : !voters.SequenceEqual(electorate)
                ? $"the vote was cast by {string.Join(", ", voters)}, not by {string.Join(", ", electorate)}"
            : ayes.Length < needed ? $"{ayes.Length} of {electorate.Length} domains condemn it, {needed} are needed"
            : Testimony.LacksOutsideView(topology, ayes.Select(v => v.Domain))
                ? "no external vantage point is among the votes"
            : ayes.Select(v => WhyHollow(v, vote, endpoint, plan, moment, topology)).FirstOrDefault(w => w is not null);
    }

    /// <summary>Why a vote for the loss is not backed by the reports it cites; null when it is.</summary>
    private static string? WhyHollow(
        DomainVote aye,
        Vote vote,
        EndpointId endpoint,
        Plan plan,
        Moment moment,
        Topology topology
    )
    {
        var members = Testimony.Members(topology, aye.Domain).Select(v => v.Id).ToArray();
        if (aye.Speakers.IsEmpty || aye.Speakers.Any(s => !members.Contains(s)))
        {
            return $"{aye.Domain} speaks through {string.Join(", ", aye.Speakers)}, who do not stand there";
        }

        EndpointId[] subjects =
            vote.Subject == endpoint.Value ? [endpoint] : [.. topology.Endpoints.Where(e => e.Site == endpoint.Site)];
        foreach (var agent in aye.Speakers)
        {
            if (WhyNoWitness(agent, subjects, plan, moment, topology.Policy) is { } why)
            {
                return $"the vote of {aye.Domain} rests on {agent}, {why}";
            }
        }

        var (at, beyond) = (moment.At, Testimony.AgeBeyondDoubt(topology.Policy));
        var defenders = members.Count(a =>
            subjects.All(e => Testimony.Of(moment.Life, a, e, topology, at, beyond) == Stance.Against)
        );
        return aye.Speakers.Count > defenders
            ? null
            : $"{aye.Domain} votes by {aye.Speakers.Count} agents while {defenders} see it up";
    }

    private static string? WhyNoWitness(AgentId agent, EndpointId[] subjects, Plan plan, Moment moment, Policy policy)
    {
        if (!plan.Evidence.TryGetValue(agent, out var mark))
        {
            return "whose report the plan does not cite";
        }

        if (moment.Life.Of(agent) is not { } heard || heard.Report.Mark != mark)
        {
            // The newest report at the time of the plan is the one it must rest on.
            return moment.Life.Start is null
                ? null
                : $"whose newest recorded report is not the cited one (boot {mark.Boot}, sequence {mark.Sequence})";
        }

        var age = moment.At - heard.At;
        if (age > Testimony.AgeMax(policy))
        {
            return $"whose report is {age} ms old, {Testimony.AgeMax(policy)} ms is the limit";
        }

        if (heard.Report.Blind)
        {
            return "who is blind";
        }

        if (!heard.Moved)
        {
            return "whose report may have lain in the store since before the reader watched (I-07)";
        }

        var whys = subjects.Select(e => Testimony.WhyNotLost(Testimony.Find(heard.Report, e), policy)).ToArray();
        return whys.Count(w => w is null) * 2 > whys.Length ? null : $"whose report {whys.First(w => w is not null)}";
    }

    /// <summary>I-04: healthy neighbours are drained as a precaution only where at least 2 and half of a location are lost.</summary>
    private static void CheckPrecautions(
        Moment moment,
        Plan plan,
        LedgerEntry parent,
        Topology topology,
        Findings found
    )
    {
        var latches = plan.Next.Latches;
        foreach (
            var drain in latches.Drains.Where(d =>
                d.Cause == DrainCause.SharedFate
                && parent.Latches.DrainOf(d.Site) is null
                && topology.Sites.ContainsKey(d.Site)
            )
        )
        {
            var location = topology.Sites[drain.Site].Location;
            var members = topology.Sites.Values.Where(s => s.Location == location).ToArray();
            var lost = members.Count(m => latches.DrainOf(m.Id) is { Cause: DrainCause.Lost });
            if (lost < 2 || lost * 2 < members.Length)
            {
                found.Add(
                    "I-04",
                    moment,
                    $"plan {plan.Id} drains {drain.Site} as a precaution: {lost} of {members.Length} sites at {location} are lost"
                );
            }
        }
    }
}
