using System.Text.Json.Serialization;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Topology;

/// <summary>What users call.</summary>
/// <param name="Name">The public name, inside the zone, without the final dot.</param>
/// <param name="DemandPerSecond">Declared peak requests/s over all sites, surges included; null: unknown, counted as full placements' share.</param>
/// <param name="Stateful">Moves only on proof that data would not be lost (I-22); automation never moves it here yet.</param>
/// <param name="Mode">Its own or its class's; null: the policy's.</param>
public sealed record Service(
    ServiceId Id,
    string Name,
    int? DemandPerSecond,
    bool Stateful,
    Mode? Mode,
    AnswerPolicy Answer,
    WhenShort WhenShort,
    int TtlSeconds,
    Probe Probe,
    SortedMap<SiteId, Placement> Placements
)
{
    /// <summary>The class whose rules hold where the service has none of its own; null: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ClassId? Class { get; init; }

    /// <summary>By the hour and with surges; null when it is constant or unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Demand? Demand { get; init; }

    /// <summary>Services without which this one does not work, in order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public EquatableArray<ServiceId> DependsOn { get; init; } = [];

    /// <summary>What others run and this one does not work without, in order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public EquatableArray<ExternalId> DependsOnExternals { get; init; } = [];

    /// <summary>Null: its origins serve no load document, their load is unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public LoadSource? Load { get; init; }

    /// <summary>Null: its name is not looked up.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public NameCheck? NameCheck { get; init; }
}

/// <summary>How many addresses one DNS answer carries.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AnswerPolicy>))]
public enum AnswerPolicy
{
    /// <summary>One address, drawn by weight.</summary>
    One,

    /// <summary>All addresses with a weight above zero.</summary>
    All,
}

/// <summary>What happens to the share of a dead source that no receiver has proven room for (I-03).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WhenShort>))]
public enum WhenShort
{
    /// <summary>It stays where it was, unserved and shown.</summary>
    Keep,

    /// <summary>It goes to the receivers over their ceiling.</summary>
    Overflow,
}

/// <summary>What a controller may do.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Mode>))]
public enum Mode
{
    /// <summary>Journals what would have been done.</summary>
    Observe,

    /// <summary>Waits for an operator's approval of each plan.</summary>
    Propose,

    Act,
}
