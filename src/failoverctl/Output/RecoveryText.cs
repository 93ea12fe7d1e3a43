using FailoverCtl.CommandLine.Recovery;

namespace FailoverCtl.CommandLine.Output;

/// <summary>Side by side what each source knows, what is wrong, and what would be committed.</summary>
public static class RecoveryText
{
    public static string Render(Knowledge knowledge, Rescue? rescue, bool colour)
    {
        var page = new Page(colour);
        page.Line($"cluster {knowledge.Cluster}", Tone.Strong).Gap();
        var table = new Table("SOURCE", "EPOCH", "PROPOSAL", "TOPOLOGY", "SAYS");
        foreach (var source in knowledge.Sources)
        {
            table.Row(
                source.Title,
                source.Epoch > 0 ? new Cell($"{source.Epoch}", ToneOf(source, knowledge)) : "-",
                source.Entry?.Proposal ?? "-",
                source.Topology.Length > 0 ? Knowledge.Short(source.Topology) : "-",
                knowledge.WhyNot(source) is { } why ? new(why, Tone.Warning) : new Cell(source.Says)
            );
        }

        table.WriteTo(page);
        var problems = knowledge.Problems;
        if (!problems.IsEmpty)
        {
            page.Gap().Line("WRONG", Tone.Strong);
            foreach (var problem in problems)
            {
                page.Line($"  ! {problem}", Tone.Bad);
            }
        }

        if (rescue is not null)
        {
            page.Gap().Line("TO COMMIT", Tone.Strong);
            foreach (var line in rescue.Says)
            {
                page.Line($"  {line}");
            }
        }

        return page.ToString();
    }

    private static Tone ToneOf(Source source, Knowledge knowledge) =>
        source.Epoch == knowledge.NewestSeen ? Tone.Good
        : source.Kind == SourceKind.Ledger ? Tone.Bad
        : Tone.Plain;
}
