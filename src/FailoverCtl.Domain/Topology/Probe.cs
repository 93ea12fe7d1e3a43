using System.Text.Json.Serialization;

namespace FailoverCtl.Domain.Topology;

/// <summary>How an endpoint is asked whether it serves.</summary>
/// <param name="Port">0 for a kind without ports.</param>
/// <param name="Path">HTTP and HTTPS: the path of the deep check.</param>
/// <param name="Host">HTTP and HTTPS: the Host header; by default the service's name.</param>
/// <param name="ExpectedStatus">HTTP and HTTPS: the statuses that mean healthy.</param>
public sealed record Probe(
    ProbeKind Kind,
    int Port,
    string Path,
    string Host,
    StatusSet ExpectedStatus,
    int IntervalMilliseconds,
    int TimeoutMilliseconds
)
{
    /// <summary>HTTP and HTTPS.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ProbeMethod Method { get; init; }

    /// <summary>HTTP and HTTPS: what the first 64 KiB of the body must contain, byte for byte in UTF-8; null: anything.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Contains { get; init; }

    /// <summary>HTTP and HTTPS: how many redirections are followed, to the same scheme, host, port and address only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int RedirectsMax { get; init; }

    /// <summary>HTTPS and TLS, and gRPC where it is spoken over TLS; null: in the clear.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public TlsCheck? Tls { get; init; }

    /// <summary>DNS only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public DnsCheck? Dns { get; init; }

    /// <summary>gRPC: the service whose health is asked; empty: the server's as a whole; null: another kind of probe.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? GrpcService { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<ProbeKind>))]
public enum ProbeKind
{
    Http,
    Tcp,
    Https,

    /// <summary>The handshake only.</summary>
    Tls,

    Dns,
    Grpc,

    /// <summary>An echo request.</summary>
    Icmp,
}

[JsonConverter(typeof(JsonStringEnumConverter<ProbeMethod>))]
public enum ProbeMethod
{
    Get,
    Head,
}
