using System.Text.Json.Serialization;

namespace FailoverCtl.Domain.Diagnosis;

/// <summary>What a site looks like from outside.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SiteCondition>))]
public enum SiteCondition
{
    Healthy,

    /// <summary>Some of its endpoints are down.</summary>
    Degraded,

    /// <summary>All of its endpoints are down by vote, its own agents still report.</summary>
    Isolated,

    /// <summary>All of its endpoints are down by vote and its own agents are silent, or it has been so for long.</summary>
    Lost,
    Unknown,
}
