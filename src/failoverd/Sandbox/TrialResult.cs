using System.Text.Json.Serialization;

namespace FailoverCtl.Daemon.Sandbox;

/// <summary>What a trial measured. Times are ms from the signal; null: it did not happen.</summary>
/// <param name="SuspectedMs">First report on the board that suspects the site.</param>
/// <param name="CommittedMs">First epoch that leaves the site out of every answer.</param>
/// <param name="AnswersCleanMs">Last answer with the site, over all DNS servers that are left.</param>
/// <param name="WrongAnswers">Answers with the site after the first clean second.</param>
/// <param name="QueriesPerSecond">Of the DNS server that was asked least.</param>
/// <param name="FailedAnswers">No answer in time, or an error code.</param>
internal sealed record TrialResult(
    string Lost,
    long? SuspectedMs,
    long? CommittedMs,
    long? AnswersCleanMs,
    int EmptyAnswers,
    int WrongAnswers,
    long Epoch,
    bool AuthorLost,
    int QueriesPerSecond,
    int FailedAnswers
)
{
    [JsonIgnore]
    public bool Recovered => CommittedMs is not null && AnswersCleanMs is not null && EmptyAnswers == 0;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TrialResult))]
internal sealed partial class SandboxJson : JsonSerializerContext;
