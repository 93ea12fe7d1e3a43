using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.CommandLine.Listings;

/// <summary>A kind of thing that get lists and describe describes.</summary>
/// <param name="Name">In the plural, as get takes it.</param>
/// <param name="Singular">As describe and -o name write it.</param>
/// <param name="List">The history is read only for kinds that need it.</param>
public sealed record Kind(string Name, string Singular, Func<ClusterSnapshot, History, Listing> List)
{
    public static IReadOnlyList<Kind> All { get; } =
    [
        new("sites", "site", (snapshot, _) => SiteRows.Of(snapshot)),
        new("services", "service", (snapshot, _) => ServiceRows.Of(snapshot)),
        new("endpoints", "endpoint", (snapshot, _) => EndpointRows.Of(snapshot)),
        new("agents", "agent", (snapshot, _) => AgentRows.Of(snapshot)),
        new("controllers", "controller", (snapshot, _) => ControllerRows.Of(snapshot)),
        new("dns", "dns", (snapshot, _) => DnsRows.Of(snapshot)),
        new("holds", "hold", (snapshot, _) => HoldRows.Of(snapshot)),
        new("intents", "intent", (snapshot, _) => IntentRows.Of(snapshot)),
        new("events", "event", EventRows.Of),
    ];

    public static IEnumerable<string> Names => All.Select(k => k.Name);

    /// <summary>The kind of that name, in the plural or not; null and a sentence when there is none.</summary>
    public static Kind? Find(string text, out string problem)
    {
        problem = "";
        var kind = All.FirstOrDefault(k => k.Name == text || k.Singular == text);
        if (kind is null)
        {
            problem =
                $"there is no kind \"{text}\". {Spelling.Hint(text, Names.Concat(All.Select(k => k.Singular)))}"
                + $"Kinds: {string.Join(", ", Names)}";
        }

        return kind;
    }
}
