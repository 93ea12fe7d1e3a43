using System.Text.Json.Serialization;

namespace FailoverCtl.Domain.Plans;

/// <summary>Why a plan exists. Without one there is no plan.</summary>
/// <param name="Subject">The site, endpoint or intent in question.</param>
/// <param name="Sentence">For the operator.</param>
public sealed record Cause(CauseKind Kind, string Subject, string Sentence);

[JsonConverter(typeof(JsonStringEnumConverter<CauseKind>))]
public enum CauseKind
{
    /// <summary>The first epoch.</summary>
    Init,
    EndpointsLost,
    EndpointsBack,
    SiteLost,
    CorrelatedFailure,
    FreezeOver,
    Intent,

    /// <summary>The next step towards what the latches already say.</summary>
    NextStep,

    /// <summary>The author is stalled: same steering, another author.</summary>
    Adoption,

    /// <summary>An operator said what is in force after the store went back or lost it (I-15).</summary>
    Recovery,

    /// <summary>The time that an operator gave a drain is over.</summary>
    DrainOver,
}
