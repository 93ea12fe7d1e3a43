using System.Text.Json.Serialization;

namespace FailoverCtl.Domain.Topology;

/// <summary>How an endpoint is asked whether it serves.</summary>
/// <param name="Path">HTTP only: the path of the deep check.</param>
/// <param name="Host">HTTP only: the Host header; by default the service's name.</param>
/// <param name="ExpectedStatus">HTTP only: the status that means healthy.</param>
public sealed record Probe(
    ProbeKind Kind,
    int Port,
    string Path,
    string Host,
    int ExpectedStatus,
    int IntervalMilliseconds,
    int TimeoutMilliseconds
);

[JsonConverter(typeof(JsonStringEnumConverter<ProbeKind>))]
public enum ProbeKind
{
    Http,
    Tcp,
}
