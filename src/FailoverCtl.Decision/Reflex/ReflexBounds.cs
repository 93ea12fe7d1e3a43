using FailoverCtl.Decision.Planning;
using FailoverCtl.Domain;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Reflex;

/// <summary>How much may be hidden at once, whatever the votes say. What stays answered keeps its proportions.</summary>
internal sealed class ReflexBounds(AnsweredEpoch answered)
{
    /// <summary>Fewer than half of the location domains: more is no loss that a single server should judge (I-05).</summary>
    public bool AreTooMany(int locations) => locations * 2 >= answered.Topology.SiteLocations.Count();

    /// <summary>Whether fewer sites than declared would stay in service (I-02).</summary>
    public bool LeavesTooFewSites(IReadOnlySet<EndpointId> hidden)
    {
        var before = SitesInService(static _ => true);
        return SitesInService(e => !hidden.Contains(e)) < Math.Min(answered.Topology.Policy.MinSites, before);
    }

    /// <summary>What forbids to hide these of a service in a family; null when nothing does.</summary>
    public string? Objection(ServiceFamily unit, IReadOnlySet<EndpointId> hidden)
    {
        var left = unit.Endpoints.Where(e => answered.Answers(e) && !hidden.Contains(e)).ToArray();
        if (left.Length == 0)
        {
            return "it is among the last addresses of its name (I-01)";
        }

        var whole = left.Sum(answered.Weight);
        var overloaded = left.Where(e => unit.Load(ShareOf(e, whole)) > Limit(unit, e) + 1).ToArray();
        return unit.Service.WhenShort == WhenShort.Overflow || overloaded.Length == 0
            ? null
            : $"{overloaded[0].Site} has no proven room for its share (I-03)";
    }

    private int ShareOf(EndpointId endpoint, int whole) =>
        (int)((long)answered.Weight(endpoint) * BasisPoints.Whole / whole);

    private long Limit(ServiceFamily unit, EndpointId endpoint) =>
        unit.Capacity(endpoint) * answered.Topology.Policy.Ceiling / BasisPoints.Whole;

    private int SitesInService(Func<EndpointId, bool> stays) =>
        answered.Topology.Endpoints.Where(e => answered.Answers(e) && stays(e)).Select(e => e.Site).Distinct().Count();
}
