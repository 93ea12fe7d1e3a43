using FailoverCtl.Domain;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;
using FailoverCtl.TopologyFiles.Language;

namespace FailoverCtl.TopologyFiles.Binding;

/// <summary>A service, its probe and its placements; what it leaves open its class says.</summary>
internal sealed class ServiceBinder(
    Zone zone,
    SortedMap<ClassId, ServiceClass> classes,
    SortedMap<ExternalId, External> externals,
    DemandBinder demands
)
{
    private const int DefaultTtlSeconds = 30;

    public Service Bind(string id, Fields fields)
    {
        var name = fields.Read(Shapes.Service.Name, TopologyBinder.NameInside(zone, id));
        ClassId? named = fields.Has(Shapes.Service.Class) ? new(fields.Read(Shapes.Service.Class, "")) : null;
        var rules = named is { } known ? classes.Find(known) : null;
        var (demandPerSecond, demand) = demands.Bind(fields);
        var needed = fields.Read(Shapes.Service.DependsOn).Distinct(StringComparer.Ordinal).ToLookup(IsExternal);
        return new(
            new(id),
            name,
            demandPerSecond,
            fields.Read(Shapes.Service.Stateful, false),
            fields.Has(Shapes.Service.Mode) ? fields.Read(Shapes.Service.Mode, Mode.Observe) : rules?.Mode,
            fields.Read(Shapes.Service.Answer, AnswerPolicy.One),
            fields.Read(Shapes.Service.WhenShort, rules?.WhenShort ?? WhenShort.Keep),
            fields.Read(Shapes.Service.Ttl, DefaultTtlSeconds),
            ProbeBinder.Bind(fields.Read(Shapes.Service.Probe), name),
            BindPlacements(fields.Read(Shapes.Service.Placements))
        )
        {
            Class = named,
            Demand = demand,
            DependsOn = needed[false].Select(n => new ServiceId(n)).Order().ToEquatableArray(),
            DependsOnExternals = needed[true].Select(n => new ExternalId(n)).Order().ToEquatableArray(),
            Load = ProbeBinder.BindLoad(fields.Read(Shapes.Service.Load)),
            NameCheck = ProbeBinder.BindNameCheck(fields.Read(Shapes.Service.NameCheck)),
        };
    }

    private bool IsExternal(string needed) => externals.ContainsKey(new(needed));

    private static SortedMap<SiteId, Placement> BindPlacements(IEnumerable<(string Id, Fields Fields)> entries)
    {
        // By id, not by line: the odd basis point must not move when lines do.
        var placements = entries.OrderBy(e => e.Id, StringComparer.Ordinal).ToList();
        var weighted = placements.Exists(p => p.Fields.Has(Shapes.Placement.Weight));
        var shares = BasisPoints.Normalize([
            .. placements.Select(p => (long)p.Fields.Read(Shapes.Placement.Weight, weighted ? 0 : 1)),
        ]);
        return placements
            .Zip(shares)
            .ToSortedMap(
                p => new SiteId(p.First.Id),
                p => new Placement(
                    new(p.First.Id),
                    p.Second,
                    p.First.Fields.Read(Shapes.Placement.Capacity, 0),
                    p.First.Fields.Read(Shapes.Placement.V4!, null),
                    p.First.Fields.Read(Shapes.Placement.V6!, null)
                )
            );
    }
}
