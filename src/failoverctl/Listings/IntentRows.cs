using System.Text.Json;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.CommandLine.Listings;

internal static class IntentRows
{
    private static readonly Column[] Columns =
    [
        new("INTENT"),
        new("ASKS"),
        new("STATE"),
        new("EPOCH"),
        new("BY"),
        new("REASON"),
        new("ASKED AT", Wide: true),
        new("OVERRIDES", Wide: true),
        new("REFUSED BY", Wide: true),
    ];

    /// <summary>In the order in which they were asked.</summary>
    public static Listing Of(ClusterSnapshot snapshot) => new(Columns, [.. snapshot.Intents.Select(Of)]);

    private static Row Of(Intent intent)
    {
        var outcome = intent.Outcome;
        var ends = intent.ForMilliseconds is { } time ? $" for {Words.Duration(time)}" : "";
        return new(
            intent.Id,
            [
                intent.Id,
                $"{Words.Of(intent.Kind)} {Words.Short(intent.Scope)}{ends}",
                new(outcome.State.ToString().ToLowerInvariant(), ToneOf(outcome.State)),
                outcome.Epoch > 0 ? outcome.Epoch : "-",
                intent.By,
                intent.Reason,
                Words.Time(intent.Created),
                string.Join(" ", intent.Overrides),
                string.Join("; ", outcome.Findings.Select(f => $"{f.Rule} {f.Guard}: {f.What}")),
            ],
            json => JsonSerializer.Serialize(json, intent, DomainJson.Default.Intent)
        )
        {
            Site = intent.Scope.StartsWith("site:", StringComparison.Ordinal)
                ? new(intent.Scope["site:".Length..])
                : null,
        };
    }

    private static Tone ToneOf(IntentState state) =>
        state switch
        {
            IntentState.Done => Tone.Good,
            IntentState.Refused => Tone.Bad,
            IntentState.Pending or IntentState.Accepted => Tone.Warning,
        };
}
