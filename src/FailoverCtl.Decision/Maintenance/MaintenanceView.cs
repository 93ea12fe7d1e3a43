using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Maintenance;

/// <summary>What a controller knows when it looks for maintenance.</summary>
/// <param name="Latches">Of the epoch in force; read before <paramref name="Instances"/>.</param>
/// <param name="Asked">Every intent of the store; read before <paramref name="Instances"/>.</param>
/// <param name="Instances">A consistent read. It must have been asked for after the other two had come: then a maintenance
/// that has led to a drain is either in it or over. In the other order a late answer would look like its end.</param>
/// <param name="WallTime">For display only.</param>
public sealed record MaintenanceView(
    Topology Topology,
    Latches Latches,
    EquatableArray<AskedIntent> Asked,
    EquatableArray<SiteInstance> Instances,
    DateTimeOffset WallTime
);

/// <param name="CreateIndex">The store's: orders intents without comparing clocks.</param>
public sealed record AskedIntent(Intent Intent, ulong CreateIndex);
