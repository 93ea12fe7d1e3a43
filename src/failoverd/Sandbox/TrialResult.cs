using System.Text.Json.Serialization;

namespace FailoverCtl.Daemon.Sandbox;

/// <summary>What a trial measured. Times are ms from the signal; null: it did not happen.</summary>
internal sealed record TrialResult
{
    /// <summary>The site.</summary>
    public required string Lost { get; init; }

    public required StoreKind Store { get; init; }

    public required NetworkKind Network { get; init; }

    /// <summary>Whether DNS servers may hide what is dead while the store is silent.</summary>
    public required bool Reflex { get; init; }

    /// <summary>First report on the board that suspects the site.</summary>
    public long? SuspectedMs { get; init; }

    /// <summary>First epoch that leaves the site out of every answer; with a dead leader after the election.</summary>
    public long? CommittedMs { get; init; }

    /// <summary>Last answer with the site before the first second without any, over all DNS servers that are left.</summary>
    public long? AnswersCleanMs { get; init; }

    public required int EmptyAnswers { get; init; }

    /// <summary>Answers with the site after the first clean second.</summary>
    public required int WrongAnswers { get; init; }

    public required long Epoch { get; init; }

    /// <summary>The site's controller was the author of the epoch in force.</summary>
    public bool AuthorLost { get; init; }

    /// <summary>The site's Consul server was the leader.</summary>
    public bool LeaderLost { get; init; }

    /// <summary>Of the DNS server that was asked least.</summary>
    public required int QueriesPerSecond { get; init; }

    /// <summary>No answer in time, or an error code.</summary>
    public required int FailedAnswers { get; init; }

    [JsonIgnore]
    public bool Recovered => CommittedMs is not null && AnswersCleanMs is not null && EmptyAnswers == 0;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TrialResult))]
internal sealed partial class SandboxJson : JsonSerializerContext;
