using System.Text.Json;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Topologies;

/// <summary>
/// What differs between two topologies, thing by thing. It compares the documents that the store keeps, so that whatever a
/// topology comes to declare is compared too.
/// </summary>
public static class TopologyDifference
{
    /// <summary>What the document repeats although it follows from the rest.</summary>
    private static readonly string[] Derived = ["endpoints", "siteLocations", "votingDomains", "families"];

    /// <summary>Things in the order of the document; nothing when both say the same.</summary>
    public static IReadOnlyList<ThingChange> Between(Topology before, Topology after)
    {
        using var old = Parse(before);
        using var next = Parse(after);
        return [.. Union(old.RootElement, next.RootElement).SelectMany(s => Section(s.Name, s.Before, s.After))];
    }

    private static IEnumerable<ThingChange> Section(string section, JsonElement? before, JsonElement? after)
    {
        if (!HoldsThings(before) && !HoldsThings(after))
        {
            return Changed(section, "", before, after);
        }

        return Union(before ?? default, after ?? default)
            .SelectMany(t =>
                t.Before is null ? [new ThingChange(ChangeKind.Added, section, t.Name, Fields("", null, t.After))]
                : t.After is null ? [new ThingChange(ChangeKind.Removed, section, t.Name, [])]
                : Changed(section, t.Name, t.Before, t.After)
            );
    }

    private static IEnumerable<ThingChange> Changed(string section, string id, JsonElement? before, JsonElement? after)
    {
        var fields = Fields("", before, after);
        return fields.Count == 0 ? [] : [new ThingChange(ChangeKind.Changed, section, id, fields)];
    }

    /// <summary>sites, services and the like: an object of objects by id.</summary>
    private static bool HoldsThings(JsonElement? section) =>
        section is { ValueKind: JsonValueKind.Object } things
        && things.EnumerateObject().Any()
        && things.EnumerateObject().All(t => t.Value.ValueKind == JsonValueKind.Object);

    private static IReadOnlyList<FieldChange> Fields(string path, JsonElement? before, JsonElement? after)
    {
        if (before is { ValueKind: JsonValueKind.Object } && after is null)
        {
            return [new(path, "declared", null)];
        }

        if (before is { ValueKind: JsonValueKind.Object } || after is { ValueKind: JsonValueKind.Object })
        {
            return
            [
                .. Union(before ?? default, after ?? default)
                    .SelectMany(f => Fields(path.Length == 0 ? f.Name : $"{path}.{f.Name}", f.Before, f.After)),
            ];
        }

        var (old, next) = (Text(before), Text(after));
        return old == next ? [] : [new(path, old, next)];
    }

    /// <summary>All properties of both in the order of the first, then what only the second has.</summary>
    private static IEnumerable<(string Name, JsonElement? Before, JsonElement? After)> Union(
        JsonElement before,
        JsonElement after
    )
    {
        foreach (var name in Names(before).Union(Names(after)).Except(Derived))
        {
            yield return (name, Property(before, name), Property(after, name));
        }
    }

    private static IEnumerable<string> Names(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object ? element.EnumerateObject().Select(p => p.Name) : [];

    private static JsonElement? Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    /// <summary>Null when nothing is declared, whether the document says so or leaves it out.</summary>
    private static string? Text(JsonElement? value) =>
        value switch
        {
            null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            { } other => other.GetRawText(),
        };

    private static JsonDocument Parse(Topology topology) => JsonDocument.Parse(TopologyDocument.Write(topology).Bytes);
}

/// <param name="Section">As in the topology's document, such as dnsServers.</param>
/// <param name="Id">Empty for what there is only one of, such as the policy.</param>
/// <param name="Fields">What it declares that was not so before; nothing for what is removed.</param>
public sealed record ThingChange(ChangeKind Kind, string Section, string Id, IReadOnlyList<FieldChange> Fields);

/// <param name="Path">Such as placements.sbg.weight.</param>
/// <param name="Before">Null: it was not declared.</param>
/// <param name="After">Null: it is no longer declared.</param>
public sealed record FieldChange(string Path, string? Before, string? After);

public enum ChangeKind
{
    Added,
    Removed,
    Changed,
}
