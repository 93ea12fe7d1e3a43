using System.Text.Json.Serialization;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Domain.Ledger;

/// <summary>What a person asks for. Written once by the command line; controllers answer in <see cref="Outcome"/>.</summary>
/// <param name="Scope">site:ID for drain and undrain; freeze for Release; the plan's id for Approve; topology:HASH for Apply.</param>
/// <param name="Overrides">Names of guards that this intent may pass.</param>
/// <param name="Created">Wall time, for display only.</param>
public sealed record Intent(
    string Id,
    IntentKind Kind,
    string Scope,
    string By,
    string Reason,
    EquatableArray<string> Overrides,
    DateTimeOffset Created,
    IntentOutcome Outcome
)
{
    /// <summary>Drain only: how long it is to last, ms; null: until an operator ends it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ForMilliseconds { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<IntentKind>))]
public enum IntentKind
{
    Drain,
    Undrain,

    /// <summary>Ends a freeze.</summary>
    Release,

    /// <summary>Lets a plan run that waits in mode propose.</summary>
    Approve,

    /// <summary>Brings another topology into force, which lies in the store under its hash (I-25).</summary>
    Apply,
}

/// <param name="Epoch">The epoch that took it up, or 0.</param>
/// <param name="Findings">Why it was refused.</param>
public sealed record IntentOutcome(IntentState State, long Epoch, EquatableArray<Finding> Findings)
{
    public static IntentOutcome Pending { get; } = new(IntentState.Pending, 0, []);
}

[JsonConverter(typeof(JsonStringEnumConverter<IntentState>))]
public enum IntentState
{
    Pending,

    /// <summary>Committed; its plan is under way.</summary>
    Accepted,

    /// <summary>The steering is reached and read back.</summary>
    Done,
    Refused,
}
