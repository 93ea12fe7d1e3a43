using System.Text.Json.Serialization;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Evidence;

/// <summary>How one agent sees one endpoint that is not Up.</summary>
/// <param name="Failures">Failed probes in a row.</param>
/// <param name="GoodRounds">Good probes in a row since the last failure, while it returns.</param>
/// <param name="ForMilliseconds">How long it has been in this state, by the agent's monotonic clock.</param>
public sealed record Observation(
    EndpointId Endpoint,
    ObservedState State,
    FailureKind Kind,
    int Failures,
    int GoodRounds,
    long ForMilliseconds
)
{
    /// <summary>What exactly was wrong with the last wrong answer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Flaw Flaw { get; init; }

    /// <summary>Of <see cref="Flaw.Status"/> and <see cref="Flaw.Redirect"/>: what was answered instead; 0: nothing of the kind.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Code { get; init; }
}

/// <summary>Up is not listed in a report, but is a value all the same.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ObservedState>))]
public enum ObservedState
{
    Up,

    /// <summary>Not yet probed.</summary>
    Unknown,

    /// <summary>Failed at least once; being confirmed.</summary>
    Suspect,

    /// <summary>Confirmed: enough failures in a row, no success between.</summary>
    Down,
}

[JsonConverter(typeof(JsonStringEnumConverter<FailureKind>))]
public enum FailureKind
{
    None,

    /// <summary>Hard: the host answered that nobody listens.</summary>
    Refused,

    /// <summary>Hard: the connection was cut while it was used.</summary>
    Reset,

    /// <summary>Hard: the network said that there is no way.</summary>
    NoRoute,

    /// <summary>Soft until many in a row: no answer in time.</summary>
    Timeout,

    /// <summary>Never by itself a loss (I-16, I-28): it answered, but not what the probe expects.</summary>
    WrongAnswer,

    /// <summary>Never by itself a loss: 429 or 503, it sheds load (I-28).</summary>
    Shedding,

    /// <summary>
    /// Never by itself a loss, and nothing is moved for it: it answers behind a certificate that users would refuse. The same
    /// certificate mostly stands at all sites, and the observer's own clock and roots take part in the judgement (I-07, I-28).
    /// </summary>
    Certificate,
}
