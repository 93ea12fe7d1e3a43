using FailoverCtl.Checking.Records;
using FailoverCtl.Checking.Truth;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Checking.Rules;

/// <summary>Judged against the world itself: automation never takes out an endpoint that served and could be seen to serve.</summary>
internal sealed class HealthyStays(GroundTruth truth) : IRule
{
    /// <summary>What failed more recently than this may still be out by old evidence.</summary>
    private const long SteadyMilliseconds = 5_000;

    public void See(Moment moment, Findings found)
    {
        if (
            moment.Event is not PlanEvent { Plan: { Automatic: true } plan }
            || plan.Cause.Kind is not (CauseKind.EndpointsLost or CauseKind.SiteLost)
            || moment.Life.Topology is not { } topology
            || moment.Records.ParentOf(plan, moment.Life) is not { } parent
        )
        {
            return;
        }

        var (from, to) = (moment.At - SteadyMilliseconds, moment.At);
        foreach (var endpoint in Steering.Emptied(topology, parent.Steering, plan.Next.Steering))
        {
            if (Steering.IsExplained(endpoint, parent.Latches, plan.Next.Latches) || !truth.Served(endpoint, from, to))
            {
                continue;
            }

            var electorate = Testimony.Electorate(topology, endpoint.Site);
            var needed = Testimony.Needed(electorate.Length);
            var honest = electorate.Count(d => Saw(topology, d, endpoint, from, to));
            if (honest >= needed)
            {
                found.Add(
                    "truth",
                    moment,
                    $"plan {plan.Id} moved a healthy endpoint: {endpoint} had served for {SteadyMilliseconds} ms and was "
                        + $"reached from {honest} of {electorate.Length} honest domains, {needed} are needed"
                );
            }
        }
    }

    private bool Saw(Topology topology, LocationId domain, EndpointId endpoint, long from, long to)
    {
        var members = Testimony.Members(topology, domain).Select(v => v.Id).ToArray();
        return members.Count(a => !truth.Liars.Contains(a) && truth.Reached(a, endpoint, from, to)) * 2
            > members.Length;
    }
}
