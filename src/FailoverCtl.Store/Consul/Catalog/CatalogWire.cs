using System.Text.Json.Serialization;

namespace FailoverCtl.Store.Consul.Catalog;

/// <summary>The body of /v1/agent/service/register.</summary>
internal sealed record WireRegistration(
    [property: JsonPropertyName("ID")] string Id,
    string Name,
    string? Address,
    int? Port,
    IReadOnlyDictionary<string, string> Meta,
    WireCheckDefinition Check
);

/// <param name="TimeToLive">Go's notation of durations, as in 15s.</param>
internal sealed record WireCheckDefinition(
    [property: JsonPropertyName("CheckID")] string CheckId,
    string Name,
    string Notes,
    [property: JsonPropertyName("TTL")] string TimeToLive,
    string Status,
    string? DeregisterCriticalServiceAfter
);

/// <summary>The body of /v1/agent/check/update.</summary>
internal sealed record WirePass(string Status, string Output);

/// <summary>One of /v1/agent/services.</summary>
internal sealed record WireAgentService(
    [property: JsonPropertyName("ID")] string? Id,
    IReadOnlyDictionary<string, string>? Meta
);

/// <summary>One of /v1/catalog/service.</summary>
internal sealed record WireCatalogService(
    string? Node,
    string? Address,
    [property: JsonPropertyName("ServiceID")] string? ServiceId,
    string? ServiceName,
    string? ServiceAddress,
    int ServicePort,
    IReadOnlyDictionary<string, string>? ServiceMeta
);

/// <summary>One of /v1/health/service.</summary>
internal sealed record WireHealthEntry(WireNode? Node, WireService? Service, IReadOnlyList<WireHealthCheck>? Checks);

internal sealed record WireNode(string? Node, string? Address);

internal sealed record WireService(
    [property: JsonPropertyName("ID")] string? Id,
    [property: JsonPropertyName("Service")] string? Name,
    string? Address,
    int Port,
    IReadOnlyDictionary<string, string>? Meta
);

/// <summary>One check as /v1/health/..., /v1/agent/checks and the catalog write it; an agent's own carry no indexes.</summary>
internal sealed record WireHealthCheck(
    string? Node,
    [property: JsonPropertyName("CheckID")] string? CheckId,
    string? Status,
    string? Notes,
    string? Output,
    [property: JsonPropertyName("ServiceID")] string? ServiceId,
    ulong CreateIndex,
    ulong ModifyIndex
);

/// <summary>Consul's JSON of agent, catalog and health: names as they are.</summary>
[JsonSourceGenerationOptions(
    MaxDepth = 16,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(WireRegistration))]
[JsonSerializable(typeof(WirePass))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, WireAgentService>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, WireHealthCheck>))]
[JsonSerializable(typeof(IReadOnlyList<WireCatalogService>))]
[JsonSerializable(typeof(IReadOnlyList<WireHealthEntry>))]
[JsonSerializable(typeof(IReadOnlyList<WireHealthCheck>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(string))]
internal sealed partial class CatalogJson : JsonSerializerContext;
