using System.Globalization;
using System.Text.Json;
using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Store.Consul.Catalog;

/// <summary>Between what FailoverCtl says and what Consul writes.</summary>
internal static class CatalogBody
{
    private const string ClusterKey = "cluster";
    private const string SiteKey = "site";
    private const string BootKey = "boot";

    public static byte[] Of(ServiceDefinition service, CheckStatus first) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new WireRegistration(
                service.Id,
                service.Name,
                service.Address,
                service.Port,
                Of(service.Meta),
                new(
                    CatalogNames.CheckId(service.Id),
                    "FailoverCtl",
                    "written by failoverd every 5 s",
                    Seconds(ServiceDefinition.TimeToLive),
                    // Critical is what Consul itself begins with.
                    Word(first == CheckStatus.Critical ? CheckStatus.Warning : CheckStatus.Critical),
                    service.DeregisterCriticalAfter is { } after ? Seconds(after) : null
                )
            ),
            CatalogJson.Default.WireRegistration
        );

    public static byte[] Of(ServiceCheck check) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new WirePass(Word(check.Status), check.Output),
            CatalogJson.Default.WirePass
        );

    public static EquatableArray<CatalogService> Services(IReadOnlyDictionary<string, WireAgentService> services) =>
        services
            .Where(s => s.Value is not null)
            .Select(s => new CatalogService(
                "",
                s.Key,
                "",
                "",
                0,
                Of(s.Value.Meta, ClusterKey),
                Of(s.Value.Meta, SiteKey),
                []
            ))
            .ToEquatableArray();

    public static EquatableArray<CatalogService> Services(IReadOnlyList<WireCatalogService> services) =>
        services
            .OfType<WireCatalogService>()
            .Select(s => new CatalogService(
                s.Node ?? "",
                s.ServiceId ?? "",
                s.ServiceName ?? "",
                s.ServiceAddress ?? "",
                s.ServicePort,
                Of(s.ServiceMeta, ClusterKey),
                Of(s.ServiceMeta, SiteKey),
                []
            ))
            .ToEquatableArray();

    public static EquatableArray<CatalogService> Services(IReadOnlyList<WireHealthEntry> entries) =>
        entries
            .OfType<WireHealthEntry>()
            .Select(e => new CatalogService(
                e.Node?.Node ?? "",
                e.Service?.Id ?? "",
                e.Service?.Name ?? "",
                e.Service?.Address ?? "",
                e.Service?.Port ?? 0,
                Of(e.Service?.Meta, ClusterKey),
                Of(e.Service?.Meta, SiteKey),
                Checks(e.Checks ?? [])
            ))
            .ToEquatableArray();

    public static EquatableArray<CatalogCheck> Checks(IReadOnlyList<WireHealthCheck> checks) =>
        checks
            .OfType<WireHealthCheck>()
            .Select(c => new CatalogCheck(
                c.Node ?? "",
                c.CheckId ?? "",
                c.Status ?? "",
                c.Notes ?? "",
                c.Output ?? "",
                c.ServiceId ?? "",
                c.CreateIndex,
                c.ModifyIndex
            ))
            .ToEquatableArray();

    public static EquatableArray<CatalogCheck> Checks(IReadOnlyDictionary<string, WireHealthCheck> checks) =>
        Checks([.. checks.Values]);

    private static SortedDictionary<string, string> Of(ServiceMeta meta)
    {
        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal) { [ClusterKey] = meta.Cluster };
        if (meta.Site is { } site)
        {
            pairs[SiteKey] = site;
        }

        if (meta.Boot is { } boot)
        {
            pairs[BootKey] = boot.ToString(CultureInfo.InvariantCulture);
        }

        return pairs;
    }

    private static string? Of(IReadOnlyDictionary<string, string>? meta, string key) => meta?.GetValueOrDefault(key);

    private static string Seconds(TimeSpan span) => $"{span.TotalSeconds:0}s";

    private static string Word(CheckStatus status) =>
        status switch
        {
            CheckStatus.Passing => "passing",
            CheckStatus.Warning => "warning",
            CheckStatus.Critical => "critical",
        };
}
