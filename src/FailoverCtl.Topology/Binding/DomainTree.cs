using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.TopologyFiles.Binding;

/// <summary>What lies in what. Unknown parents and circles end a walk; the checks say what is wrong with them.</summary>
internal sealed class DomainTree(SortedMap<DomainId, FailureDomain> domains)
{
    public FailureDomain? Find(DomainId id) => domains.Find(id);

    /// <summary>The domain itself, then what it lies in, outwards.</summary>
    public IEnumerable<FailureDomain> Outwards(DomainId id)
    {
        var seen = new SortedSet<DomainId>();
        for (
            DomainId? next = id;
            next is { } at && seen.Add(at) && domains.Find(at) is { } domain;
            next = domain.Within
        )
        {
            yield return domain;
        }
    }

    /// <summary>All of them and all that they lie in, in order.</summary>
    public EquatableArray<DomainId> Closure(IEnumerable<DomainId> ids) =>
        ids.SelectMany(Outwards).Select(d => d.Id).Distinct().Order().ToEquatableArray();

    /// <summary>The outermost location around it; null when it lies in none.</summary>
    public LocationId? LocationOf(DomainId id) =>
        Outwards(id).LastOrDefault(d => d.Kind == DomainKind.Location) is { } location
            ? new LocationId(location.Id.Value)
            : null;

    /// <summary>
    /// Where a site lies: in the location it names, else in that of its domains, else in one of its own name. A location
    /// need not be declared.
    /// </summary>
    public Site Place(SiteId id, string? named, IReadOnlyList<DomainId> shared)
    {
        var byDomains = shared.Select(LocationOf).FirstOrDefault(l => l is not null);
        var own = named ?? (byDomains is null ? id.Value : null);
        var declared = own is not null && domains.Find(new(own)) is { Kind: DomainKind.Location };
        return new(id, own is null ? byDomains!.Value : LocationOf(new(own)) ?? new(own))
        {
            Domains = Closure(declared ? shared.Append(new(own!)) : shared),
        };
    }
}
