using System.Text.Json;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.CommandLine.Output;

/// <summary>One epoch as a line of a list, or as one line of JSON.</summary>
public static class EventText
{
    public const string Schema = "failoverctl.event/1";

    private const int ChangesShown = 6;

    public static string Render(LedgerEntry entry, Plan? plan, LedgerEntry? before, bool colour)
    {
        var page = new Page(colour);
        page.Write($"{entry.Epoch, 6}", Tone.Strong)
            .Write($"  {entry.Author.Controller}  ")
            .Write(Words.Of(entry.Cause.Kind), ToneOf(entry.Cause.Kind))
            .Line($": {entry.Cause.Sentence}");
        if (entry.Plan.Steps > 1)
        {
            var why = plan is null ? "" : $": {plan.Next.Why}";
            page.Line($"        step {entry.Plan.Step} of {entry.Plan.Steps} of plan {entry.Plan.Id}{why}");
        }

        if (before is not null && before.TopologyHash != entry.TopologyHash)
        {
            // Overrides of two topologies cannot be compared: each is a difference from what its own declares.
            page.Line($"        topology {Words.Hash(before.TopologyHash)} -> {Words.Hash(entry.TopologyHash)}");
        }
        else if (before is not null)
        {
            var changes = SteeringChange.Between(before.Steering, entry.Steering, null);
            foreach (var change in changes.Take(ChangesShown))
            {
                page.Line($"        {change}");
            }

            if (changes.Count > ChangesShown)
            {
                page.Line($"        and {changes.Count - ChangesShown} more: failoverctl explain {entry.Epoch}");
            }
        }

        return page.ToString();
    }

    public static string RenderJson(LedgerEntry entry, Plan? plan) =>
        JsonText.WriteLine(json =>
        {
            json.WriteString("schema", Schema);
            json.WritePropertyName("entry");
            JsonSerializer.Serialize(json, entry, DomainJson.Default.LedgerEntry);
            json.WritePropertyName("plan");
            if (plan is null)
            {
                json.WriteNullValue();
            }
            else
            {
                JsonSerializer.Serialize(json, plan, DomainJson.Default.Plan);
            }
        });

    private static Tone ToneOf(CauseKind kind) =>
        kind switch
        {
            CauseKind.EndpointsLost or CauseKind.SiteLost or CauseKind.CorrelatedFailure => Tone.Bad,
            CauseKind.EndpointsBack or CauseKind.FreezeOver or CauseKind.DrainOver => Tone.Good,
            CauseKind.Recovery => Tone.Warning,
            CauseKind.Init or CauseKind.Intent or CauseKind.NextStep or CauseKind.Adoption => Tone.Plain,
        };
}
