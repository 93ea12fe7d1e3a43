using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Topology;

/// <summary>A service at one site.</summary>
/// <param name="Weight">Declared share of the service's traffic, in basis points; the placements of a service add up to 10 000.</param>
/// <param name="CapacityPerSecond">Proven requests/s.</param>
/// <param name="V4">IPv4 address in text form, or null.</param>
/// <param name="V6">IPv6 address in text form, or null.</param>
public sealed record Placement(SiteId Site, int Weight, int CapacityPerSecond, string? V4, string? V6)
{
    public IEnumerable<AddressFamily> Families
    {
        get
        {
            if (V4 is not null)
            {
                yield return AddressFamily.V4;
            }

            if (V6 is not null)
            {
                yield return AddressFamily.V6;
            }
        }
    }

    public string? Address(AddressFamily family) =>
        family switch
        {
            AddressFamily.V4 => V4,
            AddressFamily.V6 => V6,
        };
}
