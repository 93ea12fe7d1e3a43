using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.CommandLine.Output;

/// <summary>Why a guard said no, and what would let it pass.</summary>
public static class RefusalText
{
    /// <param name="target">As the operator named it.</param>
    public static string Render(Intent intent, string target, string cluster)
    {
        var page = new Page(colour: false);
        var findings = intent.Outcome.Findings;
        page.Line($"refused: {Words.Of(intent.Kind)} {Words.Short(intent.Scope)}; nothing was changed");
        foreach (var finding in findings)
        {
            WaitingText.Write(page, finding);
        }

        if (findings.FirstOrDefault(f => !f.Overridable) is { } absolute)
        {
            page.Line($"  {absolute.Rule} {absolute.Guard} has no override.");
        }
        else if (!findings.IsEmpty)
        {
            var guards = intent.Overrides.Concat(findings.Select(f => f.Guard)).Distinct(StringComparer.Ordinal);
            var flags = string.Join(" ", guards.Select(g => $"--override {g}"));
            page.Line("  To do it all the same:");
            page.Line(
                $"    failoverctl {Words.Of(intent.Kind)} {target}{Duration(intent)} {flags} --reason {Quoted(intent.Reason)} --cluster {cluster}"
            );
        }

        return page.ToString();
    }

    private static string Duration(Intent intent) =>
        intent.ForMilliseconds is { } milliseconds ? $" --for {milliseconds / 1000}s" : "";

    // For a shell, so that the line can be copied.
    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
