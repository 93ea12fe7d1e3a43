using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Output;

/// <summary>Why an epoch is what it is.</summary>
public static class ExplainText
{
    /// <param name="plan">Null when it is not kept.</param>
    /// <param name="before">The epoch before, when it is kept: steps then show what they change.</param>
    /// <param name="waiting">What is not done now; null unless this is the epoch in force.</param>
    public static string Render(
        LedgerEntry entry,
        Plan? plan,
        LedgerEntry? before,
        Topology? topology,
        WaitingPlan? waiting,
        bool colour
    )
    {
        var page = new Page(colour);
        page.Write($"epoch {entry.Epoch}", Tone.Strong)
            .Line(
                $"   plan {entry.Plan.Id}, step {entry.Plan.Step} of {entry.Plan.Steps}   by {entry.Author.Controller}   mode {Words.Of(entry.Mode)}"
            );
        page.Line($"cause: {Words.Of(entry.Cause.Kind)}, {entry.Cause.Subject}");
        page.Line($"  {entry.Cause.Sentence}");
        if (plan is null)
        {
            page.Line("  its plan is not in the store");
        }
        else
        {
            page.Line(plan.Automatic ? "  decided by automation" : $"  asked by an operator ({Listed(plan.Intents)})");
            Votes(page, plan);
            Evidence(page, entry);
            Steps(page, entry, plan, before, topology);
            Reasons(page, plan);
        }

        if (waiting is not null)
        {
            page.Gap().Line("NOT DONE NOW", Tone.Strong);
            WaitingText.Write(page, waiting, topology?.Policy.Mode ?? entry.Mode);
        }

        return page.ToString();
    }

    private static void Votes(Page page, Plan plan)
    {
        if (plan.Votes.IsEmpty)
        {
            return;
        }

        page.Gap().Line("VOTES", Tone.Strong);
        foreach (var vote in plan.Votes)
        {
            var verdict = vote.Carried ? "lost" : "not lost";
            page.Line(
                $"  {vote.Subject}: {verdict}, {vote.For} of {vote.Electorate} voting domains say lost, {vote.Needed} needed"
            );
            Stances(page, "lost", vote, Stance.For);
            Stances(page, "serves", vote, Stance.Against);
            Stances(page, "no say", vote, Stance.Abstain);
        }
    }

    private static void Stances(Page page, string word, Vote vote, Stance stance)
    {
        var domains = vote
            .Votes.Where(v => v.Stance == stance)
            .Select(v => v.Speakers.IsEmpty ? v.Domain.Value : $"{v.Domain} ({string.Join(", ", v.Speakers)})")
            .ToArray();
        if (domains.Length > 0)
        {
            page.Line($"    {word}: {string.Join(", ", domains)}");
        }
    }

    private static void Evidence(Page page, LedgerEntry entry)
    {
        if (entry.Evidence.Count > 0)
        {
            page.Gap().Line("EVIDENCE (agent, number of its report)", Tone.Strong);
            page.Line($"  {string.Join(", ", entry.Evidence.Select(e => $"{e.Key} #{e.Value.Sequence}"))}");
        }
    }

    private static void Steps(Page page, LedgerEntry entry, Plan plan, LedgerEntry? before, Topology? topology)
    {
        page.Gap().Line("STEPS", Tone.Strong);
        var from = before?.Steering;
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            var step = plan.Steps[i];
            var when = i == 0 ? $"epoch {entry.Epoch}" : "later";
            page.Line($"  {plan.Step + i} of {plan.LastStep} ({when}): {step.Why}");
            Weights(page, from, step.Steering, topology);
            Loads(page, step);
            from = step.Steering;
        }
    }

    private static void Weights(Page page, SteeringMap? from, SteeringMap to, Topology? topology)
    {
        var changes = SteeringChange.Between(from ?? SteeringMap.AsDeclared, to, topology);
        if (changes.Count == 0)
        {
            page.Line(from is null ? "      weights: all as declared" : "      weights: unchanged");
            return;
        }

        foreach (var change in changes)
        {
            page.Line($"      {change}");
        }
    }

    private static void Loads(Page page, PlanStep step)
    {
        var table = new Table("    ", "PROJECTED LOAD", "REQUESTS/S", "CAPACITY", "UNSERVED");
        foreach (var load in step.Loads)
        {
            var unserved =
                load.UnservedPerSecond == 0 ? ""
                : load.LoadPerSecond == 0 ? $"{load.UnservedPerSecond}"
                : $"{load.UnservedPerSecond} ({Words.Share(load.UnservedPerSecond * 10_000 / load.LoadPerSecond)})";
            table.Row(
                "",
                $"{load.Service} at {load.Site}",
                load.LoadPerSecond,
                load.CapacityPerSecond,
                new(unserved, Tone.Bad)
            );
        }

        table.WriteTo(page);
    }

    private static void Reasons(Page page, Plan plan)
    {
        if (plan.Reasons.IsEmpty)
        {
            return;
        }

        page.Gap().Line("REASONS, also for what was not done", Tone.Strong);
        foreach (var reason in plan.Reasons)
        {
            page.Line($"  - {reason}");
        }
    }

    private static string Listed(IEnumerable<string> ids) =>
        string.Join(", ", ids) is { Length: > 0 } list ? $"intent {list}" : "no intent named";
}
