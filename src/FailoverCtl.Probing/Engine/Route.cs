using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Probing.Agent;

namespace FailoverCtl.Probing.Engine;

/// <summary>One endpoint as the engine needs it: where to connect, what to send, and its sentinel.</summary>
internal sealed unsafe class Route
{
    private readonly byte[] _request;

    public Route(Watched target)
    {
        Target = target;
        Address = SocketAddress.From(target.Address, target.Probe.Port);
        _request = target.Probe.Kind == ProbeKind.Http ? Request(target) : [];
    }

    public Watched Target { get; }

    /// <summary>Null: not an address, every probe is a local fault.</summary>
    public SocketAddress? Address { get; }

    public bool IsHttp => _request.Length > 0;

    public int RequestLength => _request.Length;

    public byte* RequestPointer => (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_request, 0);

    /// <summary>Index of its sentinel's connection; -1: none.</summary>
    public int Sentinel { get; set; } = -1;

    /// <summary>Sentinels in a row that did not last.</summary>
    public int ShortLived { get; set; }

    public static Route Of(Watched target) => (Route)(target.Handle ??= new Route(target));

    private static byte[] Request(Watched target)
    {
        var probe = target.Probe;
        var path = probe.Path.StartsWith('/') ? probe.Path : "/" + probe.Path;
        var host = probe.Host.Length > 0 ? probe.Host : target.Address;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"GET {Clean(path)} HTTP/1.1\r\nHost: {Clean(host)}\r\nUser-Agent: failoverctl\r\nAccept: */*\r\nConnection: close\r\n\r\n"
        );
        var bytes = GC.AllocateUninitializedArray<byte>(Encoding.ASCII.GetByteCount(text), pinned: true);
        Encoding.ASCII.GetBytes(text, bytes);
        return bytes;
    }

    /// <summary>Nothing in a topology may end the line it stands in.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var one in Encoding.UTF8.GetBytes(text))
        {
            _ = one is > 0x20 and < 0x7F
                ? clean.Append((char)one)
                : clean.Append('%').Append(one.ToString("X2", CultureInfo.InvariantCulture));
        }

        return clean.ToString();
    }
}
