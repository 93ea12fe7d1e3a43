using FailoverCtl.Domain.Topology;
using FailoverCtl.Probing.Agent;
using FailoverCtl.Probing.Answers;
using FailoverCtl.Probing.Dialogues;

namespace FailoverCtl.Probing.Engine;

/// <summary>One endpoint as the engine needs it: where to connect, what to send, what to make of it, and its sentinel.</summary>
internal sealed class Route
{
    public Route(Watched target, Trust trust)
    {
        Target = target;
        var probe = target.Probe;
        Address = SocketAddress.From(target.Address, probe.Port);
        Http = probe.Kind is ProbeKind.Http or ProbeKind.Https ? new(probe, HostOf(target)) : null;
        Dns = probe.Dns is { } question ? new(question.Type, question.Addresses) : null;
        Dialogue = Address is null ? null : DialogueOf(probe, trust);
        Request = Pinned(
            probe.Kind switch
            {
                ProbeKind.Http or ProbeKind.Https => RequestFor(probe.Path),
                ProbeKind.Dns => DnsQuery.Write(probe.Dns!.Name, probe.Dns.Type),
                ProbeKind.Icmp => Echo.Request(Address?.EndPoint.AddressFamily ?? default),
                ProbeKind.Tcp or ProbeKind.Tls or ProbeKind.Grpc => [],
            }
        );
    }

    public Watched Target { get; }

    public ProbeKind Kind => Target.Probe.Kind;

    /// <summary>Null: not an address, every probe is a local fault.</summary>
    public SocketAddress? Address { get; }

    /// <summary>Null: not over HTTP.</summary>
    public HttpExpectation? Http { get; }

    /// <summary>Null: not over DNS.</summary>
    public DnsAnswer? Dns { get; }

    /// <summary>Null: the loop needs no library to talk to it.</summary>
    public IDialogue? Dialogue { get; }

    /// <summary>In memory that does not move; empty where the connection is all.</summary>
    public byte[] Request { get; }

    /// <summary>Index of its sentinel's connection; -1: none.</summary>
    public int Sentinel { get; set; } = -1;

    /// <summary>Sentinels in a row that did not last.</summary>
    public int ShortLived { get; set; }

    public static Route Of(Watched target, Trust trust) => (Route)(target.Handle ??= new Route(target, trust));

    /// <summary>In memory that does not move.</summary>
    public byte[] RequestFor(string path) => Pinned(HttpRequest.Write(Target.Probe.Method, path, HostOf(Target)));

    private static string HostOf(Watched target) => target.Probe.Host.Length > 0 ? target.Probe.Host : target.Address;

    private IDialogue? DialogueOf(Probe probe, Trust trust) =>
        probe.Kind switch
        {
            ProbeKind.Https or ProbeKind.Tls => new TlsDialogue(this, probe.Tls!, trust),
            ProbeKind.Grpc => new GrpcDialogue(Address!.EndPoint, probe, trust),
            ProbeKind.Http or ProbeKind.Tcp or ProbeKind.Dns or ProbeKind.Icmp => null,
        };

    private static byte[] Pinned(byte[] bytes)
    {
        var pinned = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(pinned, 0);
        return pinned;
    }
}
