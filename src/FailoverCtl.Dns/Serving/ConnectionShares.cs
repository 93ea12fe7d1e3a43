using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace FailoverCtl.Dns.Serving;

/// <summary>
/// Who holds how many of a TCP server's places: an IPv4 address, an IPv6 /64 (what one host has). At most as many entries as
/// places.
/// </summary>
internal sealed class ConnectionShares(TcpLimits limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, int> _held = [];
    private int _all;

    public bool TryTake(IPAddress client)
    {
        var key = Key(client);
        lock (_gate)
        {
            var held = _held.GetValueOrDefault(key);
            if (_all >= limits.Connections || held >= limits.PerClient)
            {
                return false;
            }

            _held[key] = held + 1;
            _all++;
            return true;
        }
    }

    public void Return(IPAddress client)
    {
        var key = Key(client);
        lock (_gate)
        {
            _all--;
            if (--_held[key] == 0)
            {
                _held.Remove(key);
            }
        }
    }

    private static UInt128 Key(IPAddress client)
    {
        Span<byte> bytes = stackalloc byte[16];
        client.MapToIPv6().TryWriteBytes(bytes, out _);
        if (client.AddressFamily == AddressFamily.InterNetworkV6 && !client.IsIPv4MappedToIPv6)
        {
            bytes[8..].Clear();
        }

        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
