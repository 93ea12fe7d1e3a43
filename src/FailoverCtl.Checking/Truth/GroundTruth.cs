using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Checking.Truth;

/// <summary>What really was so in a simulated world; times are ms of the world.</summary>
/// <param name="Served">Whether the endpoint served throughout, from and to.</param>
/// <param name="Reached">Whether the agent ran, and its probes of the endpoint and its reports got through, throughout.</param>
/// <param name="Liars">Agents that report what they do not see.</param>
public sealed record GroundTruth(
    Func<EndpointId, long, long, bool> Served,
    Func<AgentId, EndpointId, long, long, bool> Reached,
    EquatableArray<AgentId> Liars
)
{
    /// <summary>A world in which everything works except during these intervals.</summary>
    public static GroundTruth Except(
        IReadOnlyList<Outage> outages,
        IReadOnlyList<Cut> cuts,
        EquatableArray<AgentId> liars
    ) =>
        new(
            (endpoint, from, to) => !outages.Any(o => o.Endpoint == endpoint && o.From <= to && o.To >= from),
            (agent, endpoint, from, to) =>
                !cuts.Any(c =>
                    c.Agent == agent && (c.Endpoint is null || c.Endpoint == endpoint) && c.From <= to && c.To >= from
                ),
            liars
        );
}

/// <summary>The endpoint did not serve in this interval, ms of the world.</summary>
public sealed record Outage(EndpointId Endpoint, long From, long To);

/// <summary>The agent could not see the endpoint, or any when null, or not report, in this interval, ms of the world.</summary>
public sealed record Cut(AgentId Agent, EndpointId? Endpoint, long From, long To);
