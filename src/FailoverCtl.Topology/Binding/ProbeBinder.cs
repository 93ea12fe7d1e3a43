using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Topology;
using FailoverCtl.TopologyFiles.Language;

namespace FailoverCtl.TopologyFiles.Binding;

/// <summary>A probe of any kind, and what else is asked about a service.</summary>
internal static class ProbeBinder
{
    private const int DefaultProbeMilliseconds = 1_000;

    private const int DefaultExpiryWarningDays = 14;

    private const int DefaultDnsPort = 53;

    private const int DefaultLoadMilliseconds = 10_000;

    private const int DefaultNameMilliseconds = 30_000;

    public static Probe Bind(Fields? fields, string serviceName)
    {
        var probe = fields is null ? Plain(ProbeKind.Tcp, 0, serviceName) : OfKind(fields, serviceName);
        return probe with
        {
            IntervalMilliseconds =
                fields?.Read(Shapes.Probe.Interval, DefaultProbeMilliseconds) ?? DefaultProbeMilliseconds,
            TimeoutMilliseconds =
                fields?.Read(Shapes.Probe.Timeout, DefaultProbeMilliseconds) ?? DefaultProbeMilliseconds,
        };
    }

    public static LoadSource? BindLoad(Fields? fields) =>
        fields is null
            ? null
            : new(
                fields.Read(Shapes.Load.Port, 0),
                fields.Read(Shapes.Load.Path, "/load"),
                fields.Read(Shapes.Load.Interval, DefaultLoadMilliseconds)
            );

    public static NameCheck? BindNameCheck(Fields? fields) =>
        fields is null
            ? null
            : new(
                Ordered(fields.Read(Shapes.NameCheck.Resolvers)),
                fields.Read(Shapes.NameCheck.Interval, DefaultNameMilliseconds)
            );

    /// <summary>Of several kinds, which is an error, the first is read; all are looked through for mistakes.</summary>
    private static Probe OfKind(Fields fields, string serviceName)
    {
        Probe?[] kinds =
        [
            fields.Read(Shapes.Probe.Http) is { } http ? BindHttp(http, ProbeKind.Http, serviceName) : null,
            fields.Read(Shapes.Probe.Https) is { } https ? BindHttps(https, serviceName) : null,
            fields.Read(Shapes.Probe.Tls) is { } tls
                ? Plain(ProbeKind.Tls, tls.Read(Shapes.Tls.Port, 0), serviceName) with
                {
                    Tls = BindTls(tls, Shapes.Tls.Name, serviceName),
                }
                : null,
            fields.Read(Shapes.Probe.Tcp) is { } tcp
                ? Plain(ProbeKind.Tcp, tcp.Read(Shapes.Tcp.Port, 0), serviceName)
                : null,
            fields.Read(Shapes.Probe.Dns) is { } dns ? BindDns(dns, serviceName) : null,
            fields.Read(Shapes.Probe.Grpc) is { } grpc ? BindGrpc(grpc, serviceName) : null,
            fields.Read(Shapes.Probe.Icmp) is not null ? Plain(ProbeKind.Icmp, 0, serviceName) : null,
        ];
        return Array.Find(kinds, static k => k is not null) ?? Plain(ProbeKind.Tcp, 0, serviceName);
    }

    private static EquatableArray<string> Ordered(IEnumerable<string> values) =>
        values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToEquatableArray();

    private static Probe Plain(ProbeKind kind, int port, string serviceName) =>
        new(kind, port, "/", serviceName, 200, DefaultProbeMilliseconds, DefaultProbeMilliseconds);

    private static Probe BindHttp(Fields fields, ProbeKind kind, string serviceName) =>
        Plain(kind, fields.Read(Shapes.Http.Port, 0), serviceName) with
        {
            Path = fields.Read(Shapes.Http.Path, "/"),
            Host = fields.Read(Shapes.Http.Host, serviceName),
            ExpectedStatus = fields.Read(Shapes.Http.Status, 200),
            Method = fields.Read(Shapes.Http.Method, ProbeMethod.Get),
            Contains = fields.Read(Shapes.Http.Contains!, null),
            RedirectsMax = fields.Read(Shapes.Http.Redirects, 0),
        };

    private static Probe BindHttps(Fields fields, string serviceName)
    {
        var probe = BindHttp(fields, ProbeKind.Https, serviceName);
        return probe with { Tls = BindTls(fields, Shapes.Https.Name, probe.Host) };
    }

    private static TlsCheck BindTls(Fields fields, ScalarKey<string> name, string otherwise) =>
        new(fields.Read(name, otherwise), fields.Read(Shapes.Tls.ExpiryWarning, DefaultExpiryWarningDays));

    private static Probe BindDns(Fields fields, string serviceName) =>
        Plain(ProbeKind.Dns, fields.Read(Shapes.DnsProbe.Port, DefaultDnsPort), serviceName) with
        {
            Dns = new(
                fields.Read(Shapes.DnsProbe.Name, serviceName),
                fields.Read(Shapes.DnsProbe.Type, DnsType.A),
                Ordered(fields.Read(Shapes.DnsProbe.Expected))
            ),
        };

    private static Probe BindGrpc(Fields fields, string serviceName) =>
        Plain(ProbeKind.Grpc, fields.Read(Shapes.Grpc.Port, 0), serviceName) with
        {
            GrpcService = fields.Read(Shapes.Grpc.Service, ""),
            Tls = fields.Read(Shapes.Grpc.Tls) is { } tls ? BindTls(tls, Shapes.OverTls.Name, serviceName) : null,
        };
}
