using System.Text.Json.Serialization;
using FailoverCtl.Domain.Json;

namespace FailoverCtl.Domain.Identity;

/// <summary>One address that is probed and answered: a service at a site in a family. Written <c>www/sbg/v4</c>.</summary>
[JsonConverter(typeof(IdConverter<EndpointId>))]
public readonly record struct EndpointId(ServiceId Service, SiteId Site, AddressFamily Family) : IId<EndpointId>
{
    public string Value => $"{Service}/{Site}/{(Family == AddressFamily.V4 ? "v4" : "v6")}";

    public static EndpointId Parse(string text)
    {
        var parts = text.Split('/');
        return parts is [var service, var site, "v4" or "v6"]
            ? new(new(service), new(site), parts[2] == "v4" ? AddressFamily.V4 : AddressFamily.V6)
            : throw new FormatException($"'{text}' is not an endpoint: write service/site/v4 or service/site/v6");
    }

    public int CompareTo(EndpointId other)
    {
        var byService = Service.CompareTo(other.Service);
        var bySite = byService != 0 ? byService : Site.CompareTo(other.Site);
        return bySite != 0 ? bySite : Family.CompareTo(other.Family);
    }

    public override string ToString() => Value;
}
