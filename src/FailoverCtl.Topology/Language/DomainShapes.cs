using FailoverCtl.Domain.Topology;

namespace FailoverCtl.TopologyFiles.Language;

/// <summary>Failure domains and what stands in them.</summary>
internal static partial class Shapes
{
    /// <summary>More than anyone lists by hand.</summary>
    private const int MostNamed = 1_000;

    public static class Domain
    {
        public static readonly ScalarKey<DomainKind> Kind = new(
            "kind",
            Words.Choice<DomainKind>(),
            "Locations, buildings and power domains can be lost whole; the others only explain and warn.",
            Required: true
        );

        public static readonly ScalarKey<string> Within = new(
            "within",
            Words.Id,
            "The domain it lies in. Of a site's locations the outermost one counts: the buildings of a campus are one."
        );

        public static readonly Shape Shape = new(
            "domain",
            "a domain",
            "A failure domain: what sites share and would lose together.",
            [Kind, Within]
        );
    }

    public static class Store
    {
        public static readonly ListKey<string> Members = new(
            "members",
            Words.Id,
            1,
            MostNamed,
            "The site of each server of the store.",
            Required: true
        );

        public static readonly Shape Shape = new(
            "store",
            "the store",
            "The servers of the store (Consul); a majority of them must survive the loss of any one location.",
            [Members]
        );
    }

    private static ListKey<string> Shared(string text) => new("domains", Words.Id, 0, MostNamed, text);
}
