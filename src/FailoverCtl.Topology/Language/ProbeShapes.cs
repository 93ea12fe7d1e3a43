using FailoverCtl.Domain.Topology;
using static FailoverCtl.TopologyFiles.Language.Numbers;

namespace FailoverCtl.TopologyFiles.Language;

/// <summary>How endpoints are asked, and what else is asked about a service.</summary>
internal static partial class Shapes
{
    private static readonly ScalarKey<int> ListeningPort = new(
        "port",
        Whole(1, 65_535),
        "Where it listens.",
        Required: true
    );

    private static readonly ScalarKey<int> CertificateWarning = new(
        "expiryWarning",
        ProbeWords.Days,
        "From so long before its end on the certificate is shown as ending.",
        "14d"
    );

    public static class Http
    {
        public static readonly ScalarKey<int> Port = ListeningPort;

        public static readonly ScalarKey<string> Path = new("path", Words.HttpPath, "The deep check.", "/");

        public static readonly ScalarKey<string> Host = new(
            "host",
            Words.HostName,
            "The Host header.",
            "the service's name"
        );

        public static readonly ScalarKey<ProbeMethod> Method = new(
            "method",
            Words.Choice<ProbeMethod>(),
            "The method of the request.",
            "get"
        );

        public static readonly ScalarKey<StatusSet> Status = new(
            "status",
            ProbeWords.Statuses,
            "The statuses that mean healthy.",
            "200"
        );

        public static readonly ScalarKey<string> Contains = new(
            "contains",
            ProbeWords.Sought,
            "What must stand in the first 64 KiB of the body.",
            "any body"
        );

        public static readonly ScalarKey<int> Redirects = new(
            "redirects",
            Whole(0, 3),
            "How many redirections are followed, to the same scheme, host and port only, at the same address.",
            "0"
        );

        public static readonly Shape Shape = new(
            "http",
            "an HTTP probe",
            "A request. 429 and 503 mean that the endpoint sheds load unless they are expected.",
            [Port, Path, Host, Method, Status, Contains, Redirects]
        );
    }

    public static class Https
    {
        public static readonly ScalarKey<string> Name = new(
            "name",
            Words.HostName,
            "Asked for in the handshake (SNI) and looked for in the certificate.",
            "the Host header"
        );

        public static readonly ScalarKey<int> ExpiryWarning = CertificateWarning;

        public static readonly Shape Shape = new(
            "https",
            "an HTTPS probe",
            "A request over TLS. A certificate that is expired, untrusted or for other names is a condition of its own, never a loss.",
            [.. Http.Shape.Keys, Name, ExpiryWarning]
        );
    }

    public static class Tls
    {
        public static readonly ScalarKey<int> Port = ListeningPort;

        public static readonly ScalarKey<string> Name = new(
            "name",
            Words.HostName,
            "Asked for in the handshake (SNI) and looked for in the certificate.",
            "the service's name"
        );

        public static readonly ScalarKey<int> ExpiryWarning = CertificateWarning;

        public static readonly Shape Shape = new(
            "tls",
            "a TLS probe",
            "A handshake with a good certificate.",
            [Port, Name, ExpiryWarning]
        );
    }

    public static class Tcp
    {
        public static readonly ScalarKey<int> Port = ListeningPort;

        public static readonly Shape Shape = new("tcp", "a TCP probe", "A connection that is accepted.", [Port]);
    }

    public static class DnsProbe
    {
        public static readonly ScalarKey<int> Port = new("port", Whole(1, 65_535), "Where it listens (UDP).", "53");

        public static readonly ScalarKey<string> Name = new(
            "name",
            Words.HostName,
            "The name that is asked for.",
            "the service's name"
        );

        public static readonly ScalarKey<DnsType> Type = new(
            "type",
            Words.Choice<DnsType>(),
            "The type of records that is asked for.",
            "a"
        );

        public static readonly ListKey<string> Expected = new(
            "addresses",
            ProbeWords.Address,
            1,
            64,
            "At least one of these must be answered, and no other.",
            "any answer without an error"
        );

        public static readonly Shape Shape = new(
            "dnsProbe",
            "a DNS probe",
            "A question to a DNS server.",
            [Port, Name, Type, Expected]
        );
    }

    public static class Grpc
    {
        public static readonly ScalarKey<int> Port = ListeningPort;

        public static readonly ScalarKey<string> Service = new(
            "service",
            ProbeWords.GrpcService,
            "The service whose health is asked.",
            "the server as a whole"
        );

        public static readonly ShapeKey Tls = new(
            "tls",
            OverTls.Shape,
            "Over TLS; {} is enough. Without it in the clear."
        );

        public static readonly Shape Shape = new(
            "grpc",
            "a gRPC probe",
            "grpc.health.v1.Health/Check, answered with SERVING.",
            [Port, Service, Tls]
        );
    }

    public static class OverTls
    {
        public static readonly ScalarKey<string> Name = Shapes.Tls.Name;

        public static readonly ScalarKey<int> ExpiryWarning = CertificateWarning;

        public static readonly Shape Shape = new(
            "overTls",
            "the TLS of a gRPC probe",
            "What its certificate is held against.",
            [Name, ExpiryWarning]
        );
    }

    public static class Icmp
    {
        public static readonly Shape Shape = new("icmp", "an ICMP probe", "An echo, written {}. It has no keys.", []);
    }

    public static class Probe
    {
        public static readonly ShapeKey Http = new("http", Shapes.Http.Shape, "Asks over HTTP.");

        public static readonly ShapeKey Https = new("https", Shapes.Https.Shape, "Asks over HTTPS.");

        public static readonly ShapeKey Tls = new("tls", Shapes.Tls.Shape, "Asks for a TLS handshake.");

        public static readonly ShapeKey Tcp = new("tcp", Shapes.Tcp.Shape, "Asks for a connection.");

        public static readonly ShapeKey Dns = new("dns", DnsProbe.Shape, "Asks a DNS server.");

        public static readonly ShapeKey Grpc = new("grpc", Shapes.Grpc.Shape, "Asks over gRPC.");

        public static readonly ShapeKey Icmp = new("icmp", Shapes.Icmp.Shape, "Asks for an echo.");

        public static readonly ScalarKey<int> Interval = new(
            "interval",
            Duration(50, 5 * Minute),
            "The time between two probes by one agent.",
            "1s"
        );

        public static readonly ScalarKey<int> Timeout = new(
            "timeout",
            Duration(10, Minute),
            "The time after which a probe has failed.",
            "1s"
        );

        public static readonly Shape Shape = new(
            "probe",
            "a probe",
            "How an endpoint is asked whether it serves.",
            [Http, Https, Tls, Tcp, Dns, Grpc, Icmp, Interval, Timeout]
        )
        {
            ExactlyOneOf = [Http.Name, Https.Name, Tls.Name, Tcp.Name, Dns.Name, Grpc.Name, Icmp.Name],
        };
    }

    public static class Load
    {
        public static readonly ScalarKey<int> Port = new(
            "port",
            Whole(1, 65_535),
            "Where each placement serves it, best not where it serves users.",
            Required: true
        );

        public static readonly ScalarKey<string> Path = new("path", Words.HttpPath, "Its path.", "/load");

        public static readonly ScalarKey<int> Interval = new(
            "interval",
            Duration(1_000, 5 * Minute),
            "How often an agent fetches it; one counts for three of these.",
            "10s"
        );

        public static readonly Shape Shape = new(
            "load",
            "a load document",
            "Where origins say what load they carry, see [load-document.md](load-document.md).",
            [Port, Path, Interval]
        );
    }

    public static class NameCheck
    {
        public static readonly ListKey<string> Resolvers = new(
            "resolvers",
            Addresses.Socket,
            1,
            16,
            "Who is asked.",
            "the resolvers of the agent's host"
        );

        public static readonly ScalarKey<int> Interval = new(
            "interval",
            Duration(1_000, Hour),
            "How often each is asked by an agent.",
            "30s"
        );

        public static readonly Shape Shape = new(
            "nameCheck",
            "a name check",
            "Where resolvers lead users of the public name.",
            [Resolvers, Interval]
        );
    }
}
