using System.Text;
using FailoverCtl.Simulation.Faults;

namespace FailoverCtl.Simulation.Run;

/// <summary>What came of one seed.</summary>
/// <param name="Violations">Rules broken, by the checker and by the ground truth.</param>
/// <param name="LivenessFailures">What did not become true after everything healed.</param>
public sealed record SimulationResult(
    ulong Seed,
    Knobs Knobs,
    IReadOnlyList<Fault> Faults,
    IReadOnlyList<string> Violations,
    IReadOnlyList<string> LivenessFailures,
    Cluster Cluster
)
{
    /// <summary>The family that drew knobs and faults; null: none did.</summary>
    public string? Family { get; init; }

    /// <summary>What of the family's theme did not happen: a run that says nothing is no good run.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    public bool Good => Violations.Count == 0 && LivenessFailures.Count == 0 && Missing.Count == 0;

    public long Epochs => Cluster.Store.Ledger?.Value.Epoch ?? 0;

    /// <summary>True time at the end, ms.</summary>
    public long Milliseconds => Cluster.Clock.Now;

    public IReadOnlyList<string> Timeline => Cluster.Timeline.Lines;

    /// <summary>What to type to see it again.</summary>
    public string Command => $"failoverctl simulate {(Family is null ? "" : $"--family {Family} ")}--seed {Seed}";

    /// <summary>All that is needed to understand a failure, without its timeline.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        text.Append(Family is null ? "" : $"family {Family}, ").Append("seed ").Append(Seed);
        text.Append(Good ? " is good" : " FAILS").AppendLine();
        text.Append("  knobs: ").Append(Knobs).AppendLine();
        foreach (var fault in Faults)
        {
            text.Append("  fault: ").Append(fault).AppendLine();
        }

        foreach (var violation in Violations)
        {
            text.Append("  VIOLATION ").AppendLine(violation);
        }

        foreach (var failure in LivenessFailures)
        {
            text.Append("  NOT REACHED ").AppendLine(failure);
        }

        foreach (var missing in Missing)
        {
            text.Append("  NOT SEEN ").AppendLine(missing);
        }

        if (Family is not null)
        {
            text.Append("  seen: ").Append(Cluster.Sightings).AppendLine();
        }

        return text.Append("  again: ").Append(Command).AppendLine().ToString();
    }
}
