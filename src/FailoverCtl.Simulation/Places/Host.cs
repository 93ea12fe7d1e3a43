using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Simulation.Places;

/// <summary>Something with an address of its own. All origins of a site share one.</summary>
/// <param name="Index">Its row and column in the network.</param>
/// <param name="Site">null: outside all sites.</param>
public sealed record Host(int Index, string Name, SiteId? Site)
{
    public override string ToString() => Name;
}
