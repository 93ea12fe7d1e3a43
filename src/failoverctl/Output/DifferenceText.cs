using System.Globalization;
using FailoverCtl.CommandLine.Topologies;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.CommandLine.Output;

/// <summary>The difference between two topologies, and what it means for the weights, as an operator reads it.</summary>
public static class DifferenceText
{
    private const int MovesMax = 40;

    /// <param name="outlook">Null: what controllers would make of it is not known.</param>
    public static string Render(IReadOnlyList<ThingChange> changes, ApplyOutlook? outlook, bool colour)
    {
        var page = new Page(colour);
        foreach (var change in changes)
        {
            Thing(page, change);
        }

        page.Line(
            changes.Count == 0
                ? "the same topology is in force"
                : $"{Number(changes, ChangeKind.Added)} added, {Number(changes, ChangeKind.Removed)} removed, "
                    + $"{Number(changes, ChangeKind.Changed)} changed"
        );
        if (outlook is not null)
        {
            Weights(page, outlook);
            Refusals(page, outlook.Findings);
        }

        return page.ToString();
    }

    /// <summary>"placements.sbg.weight" as words.</summary>
    public static string Noun(string section) =>
        section switch
        {
            "sites" => "site",
            "vantagePoints" => "vantage point",
            "dnsServers" => "DNS server",
            "services" => "service",
            _ when section.EndsWith('s') => section[..^1],
            _ => section,
        };

    private static void Thing(Page page, ThingChange change)
    {
        var (mark, tone) = change.Kind switch
        {
            ChangeKind.Added => ("+", Tone.Good),
            ChangeKind.Removed => ("-", Tone.Bad),
            ChangeKind.Changed => ("~", Tone.Warning),
        };
        page.Line($"{mark} {Noun(change.Section)} {change.Id}".TrimEnd(), tone);
        foreach (var field in change.Fields.Where(f => !SaysItsOwnName(change, f)))
        {
            var path = field.Path.Replace('.', ' ');
            page.Line(
                field.Before is null ? $"    {path}: {Value(field.Path, field.After)}"
                : field.After is null ? $"    {path}: no longer declared"
                : $"    {path}: {Value(field.Path, field.Before)} -> {Value(field.Path, field.After)}"
            );
        }
    }

    /// <summary>A document repeats ids inside of what they name.</summary>
    private static bool SaysItsOwnName(ThingChange change, FieldChange field)
    {
        var path = field.Path.Split('.');
        return path[^1] is "id" or "site" && field.After == (path.Length > 1 ? path[^2] : change.Id);
    }

    /// <summary>The unit stands last in a name, or it is a share in basis points.</summary>
    private static string Value(string path, string? value)
    {
        var name = path[(path.LastIndexOf('.') + 1)..];
        var number = long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var parsed);
        return !number ? value ?? ""
            : name is "weight" or "ceiling" or "liveCeiling" or "rampUp" or "rampDown" ? Words.Share(parsed)
            : name.EndsWith("Milliseconds", StringComparison.Ordinal) ? Words.Duration(parsed)
            : value!;
    }

    private static void Weights(Page page, ApplyOutlook outlook)
    {
        var moves = outlook.Moves.ToArray();
        page.Gap();
        if (moves.Length == 0)
        {
            page.Line("no weight moves");
            return;
        }

        var table = new Table("WEIGHT OF", "NOW", "AT ONCE", "IN THE END");
        foreach (var move in moves.Take(MovesMax))
        {
            table.Row(move.Endpoint.Value, Share(move.Now), Share(move.AtOnce), Share(move.InTheEnd));
        }

        table.WriteTo(page);
        if (moves.Length > MovesMax)
        {
            page.Line($"and {moves.Length - MovesMax} more: failoverctl diff -o json");
        }

        var ramp = outlook.Steps.Count - 1;
        if (ramp > 0)
        {
            var pause = Words.Duration(outlook.Change.After.Policy.ObservationMilliseconds);
            page.Line(
                $"the epoch that brings it in, then {Words.Count(ramp, "step")}, each at least {pause} after the one before "
                    + "and when that is read back"
            );
        }
    }

    private static void Refusals(Page page, IReadOnlyList<Finding> findings)
    {
        if (findings.Count == 0)
        {
            return;
        }

        page.Gap().Line("controllers would refuse it now:", Tone.Bad);
        foreach (var finding in findings)
        {
            WaitingText.Write(page, finding);
        }
    }

    private static string Share(int? basisPoints) => basisPoints is { } share ? Words.Share(share) : "-";

    private static int Number(IEnumerable<ThingChange> changes, ChangeKind kind) => changes.Count(c => c.Kind == kind);
}
