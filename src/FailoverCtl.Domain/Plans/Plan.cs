using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Steering;

namespace FailoverCtl.Domain.Plans;

/// <summary>Immutable; all choice is in it, execution has none left. Its first step is what would be committed next.</summary>
/// <param name="Id">The same for two controllers that plan the same from the same parent.</param>
/// <param name="ParentEpoch">Current only while this is the epoch in force.</param>
/// <param name="Step">Number of the first of <see cref="Steps"/>, from 1.</param>
/// <param name="Steps">At least one; each is safe on its own.</param>
/// <param name="Votes">What condemned each subject.</param>
/// <param name="Evidence">The reports that the votes cite.</param>
/// <param name="Automatic">Nobody asked for it: budgets, freezes and modes apply.</param>
/// <param name="Reasons">Also for what was not done.</param>
/// <param name="Intents">Ids of the intents that its first step takes up.</param>
public sealed record Plan(
    string Id,
    Cause Cause,
    long ParentEpoch,
    int Step,
    EquatableArray<PlanStep> Steps,
    EquatableArray<Vote> Votes,
    SortedMap<AgentId, Mark> Evidence,
    bool Automatic,
    EquatableArray<string> Reasons,
    EquatableArray<string> Intents
)
{
    public PlanStep Next => Steps[0];

    public int LastStep => Step + Steps.Count - 1;
}

/// <param name="Loads">Projected load of each placement after this step.</param>
public sealed record PlanStep(SteeringMap Steering, Latches Latches, EquatableArray<ProjectedLoad> Loads, string Why);

/// <param name="LoadPerSecond">Requests/s that the weights would send there.</param>
/// <param name="UnservedPerSecond">Of those, what exceeds its capacity or goes to a dead source.</param>
public sealed record ProjectedLoad(
    ServiceId Service,
    SiteId Site,
    long LoadPerSecond,
    long CapacityPerSecond,
    long UnservedPerSecond
);
