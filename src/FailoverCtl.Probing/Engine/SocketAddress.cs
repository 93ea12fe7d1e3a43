using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace FailoverCtl.Probing.Engine;

/// <summary>An address and port as the system wants it (sockaddr_in, sockaddr_in6), in memory that does not move.</summary>
internal sealed unsafe class SocketAddress
{
    private const int FamilyV4 = 2;
    private const int FamilyV6 = 10;

    private readonly byte[] _bytes;

    private SocketAddress(IPAddress address, int port)
    {
        EndPoint = new(address, port);
        var v6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        Family = v6 ? FamilyV6 : FamilyV4;
        _bytes = GC.AllocateArray<byte>(v6 ? 28 : 16, pinned: true);
        MemoryMarshal.Write(_bytes, (ushort)Family);
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(2), (ushort)port);
        address.TryWriteBytes(_bytes.AsSpan(v6 ? 8 : 4), out _);
        if (v6)
        {
            MemoryMarshal.Write(_bytes.AsSpan(24), (uint)address.ScopeId);
        }
    }

    public int Family { get; }

    public bool IsV6 => Family == FamilyV6;

    public IPEndPoint EndPoint { get; }

    public int Length => _bytes.Length;

    public byte* Pointer => (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0);

    /// <summary>Null when the text is not an address.</summary>
    public static SocketAddress? From(string address, int port) =>
        IPAddress.TryParse(address, out var ip) ? new(ip, port) : null;

    /// <summary>Null when the text is not ip:port.</summary>
    public static SocketAddress? From(string? addressAndPort) =>
        addressAndPort is not null && IPEndPoint.TryParse(addressAndPort, out var end) && end.Port != 0
            ? new(end.Address, end.Port)
            : null;
}
