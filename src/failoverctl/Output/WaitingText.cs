using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Output;

/// <summary>The plan that is not committed, and why.</summary>
internal static class WaitingText
{
    public static void Write(Page page, WaitingPlan waiting, Mode mode)
    {
        var plan = waiting.PlanId.Length > 0 ? $"plan {waiting.PlanId}: " : "";
        page.Line($"  {plan}{waiting.Why}", Tone.Warning);
        foreach (var reason in waiting.Reasons)
        {
            page.Line($"  - {reason}");
        }

        foreach (var finding in waiting.Findings)
        {
            Write(page, finding);
        }

        if (waiting.PlanId.Length > 0 && waiting.Findings.IsEmpty && mode == Mode.Propose)
        {
            page.Line($"  to let it run: failoverctl approve {waiting.PlanId}");
        }
    }

    public static void Write(Page page, Finding finding)
    {
        page.Line($"  {finding.Rule} {finding.Guard}: {finding.What}");
        page.Line($"      measured {finding.Measured}, limit {finding.Limit}");
    }
}
