using FailoverCtl.Checking.Records;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Checking.Rules;

/// <summary>
/// I-13: whatever the votes say, a reflex empties no name, stays below half of the locations, touches nothing that an operator
/// or a freeze holds and nothing stateful, and ends soon after the store is back.
/// </summary>
internal sealed class ReflexIsBounded : IRule
{
    private const string Rule = "I-13";

    /// <summary>So long after the store is back controllers have had their say, ms; and a second to notice.</summary>
    private const long Grace = 10_000 + 1_000;

    /// <summary>A hold that was read is honoured within this, ms (I-23).</summary>
    private const long HoldLimit = 1_000;

    public void See(Moment moment, Findings found)
    {
        if (moment.Event is ReflexEvent { Hidden.IsEmpty: false } reflex)
        {
            CheckEvent(reflex, moment, found);
        }
        else if (moment.Event is AnswerEvent)
        {
            CheckLasting(Reflexes.HiddenAt(moment), moment, found);
        }
    }

    private static void CheckEvent(ReflexEvent reflex, Moment moment, Findings found)
    {
        var answered = moment.Life.Answered;
        if (answered is not null && answered.Epoch != reflex.Epoch)
        {
            found.Add(
                Rule,
                moment,
                $"the reflex hides addresses of epoch {reflex.Epoch} while epoch {answered.Epoch} is answered"
            );
            return;
        }

        if (Reflexes.TopologyOf(reflex.Epoch, moment) is not { } topology)
        {
            return;
        }

        CheckScope(reflex, topology, moment, found);
        if (answered is not null)
        {
            CheckRest(reflex.Hidden, answered.After, topology, moment, found);
        }

        var newly = Reflexes.NewIn(reflex, moment);
        if (newly.Length > 0 && moment.Life.Holds is null)
        {
            found.Add(Rule, moment, $"the reflex hides {string.Join(", ", newly)} without having read the holds");
        }

        CheckLasting(reflex.Hidden, moment, found);
    }

    private static void CheckScope(ReflexEvent reflex, Topology topology, Moment moment, Findings found)
    {
        var frozen = moment.Records.Entry(reflex.Epoch)?.Latches.Freeze is not null;
        foreach (var endpoint in reflex.Hidden)
        {
            var service = topology.Services[endpoint.Service];
            var why =
                !topology.Policy.Reflex ? "the policy has no reflex"
                : frozen ? "the ledger is frozen (I-05)"
                : service.Stateful ? "it is stateful (I-22)"
                : (service.Mode ?? topology.Policy.Mode) != Mode.Act ? "its mode is not act"
                : null;
            if (why is not null)
            {
                found.Add(Rule, moment, $"the reflex hides {endpoint} although {why}");
            }
        }

        var locations = reflex.Hidden.Select(e => topology.Sites[e.Site].Location).Distinct().Order().ToArray();
        var all = topology.SiteLocations.Count();
        if (locations.Length * 2 >= all)
        {
            found.Add(
                Rule,
                moment,
                $"the reflex hides addresses in {string.Join(", ", locations)}: {locations.Length} of {all} locations, "
                    + "fewer than half are allowed"
            );
        }
    }

    private static void CheckRest(
        EquatableArray<EndpointId> hidden,
        SortedMap<EndpointId, int> answered,
        Topology topology,
        Moment moment,
        Findings found
    )
    {
        if (hidden.Where(e => answered.Find(e) <= 0).ToArray() is { Length: > 0 } strangers)
        {
            found.Add(
                Rule,
                moment,
                $"the reflex hides {string.Join(", ", strangers)}, which its epoch does not answer"
            );
        }

        var left = answered.Where(a => a.Value > 0).Select(a => a.Key).Except(hidden).ToArray();
        foreach (var (service, family) in Steering.Published(topology))
        {
            if (!left.Any(e => e.Service == service.Id && e.Family == family))
            {
                found.Add("I-01", moment, $"the reflex leaves {service.Id} {family} without any address");
            }
        }

        var (before, after) = (Sites(answered.Where(a => a.Value > 0).Select(a => a.Key)), Sites(left));
        var floor = Math.Min(topology.Policy.MinSites, before);
        if (after < floor)
        {
            found.Add("I-02", moment, $"the reflex leaves {after} sites in service, at least {floor} must stay");
        }
    }

    private static void CheckLasting(EquatableArray<EndpointId> hidden, Moment moment, Findings found)
    {
        var life = moment.Life;
        if (hidden.IsEmpty)
        {
            return;
        }

        if (
            life.Holds is { } holds
            && moment.At - life.HoldsAt > HoldLimit
            && hidden.FirstOrDefault(e => Covers(holds, e)) is { Service.Value: not null } held
        )
        {
            found.Add(
                "I-23",
                moment,
                $"the reflex hides {held} {moment.At - life.HoldsAt} ms after a hold on it was read"
            );
        }

        if (
            life.Mode is { Event: ModeEvent { Mode: not CoordinationMode.CoordinationLost } } back
            && moment.At - back.At > Grace
        )
        {
            found.Add(
                Rule,
                moment,
                $"the reflex hides {string.Join(", ", hidden)} {moment.At - back.At} ms after the store came back"
            );
        }
    }

    private static bool Covers(Holds holds, EndpointId endpoint) =>
        holds.Covers(endpoint.Service) || holds.Covers(endpoint.Site);

    private static int Sites(IEnumerable<EndpointId> endpoints) => endpoints.Select(e => e.Site).Distinct().Count();
}
