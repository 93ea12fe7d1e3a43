using System.Net;
using System.Net.Sockets;
using FailoverCtl.Dns.Limiting;
using FailoverCtl.Dns.Serving;
using FailoverCtl.Dns.Signing;
using FailoverCtl.Dns.Zones;
using FailoverCtl.Tests.Core.Dns;

namespace FailoverCtl.Tests.Adapters.Dns;

/// <summary>The whole server on a free port of loopback.</summary>
internal sealed class LoopbackDns(DnsListener listener, PublishedZone zone) : IAsyncDisposable
{
    public DnsListener Listener => listener;

    public PublishedZone Zone => zone;

    public IPEndPoint Address => listener.LocalAddress;

    public static async Task<LoopbackDns> StartAsync(
        ZoneSnapshot? snapshot = null,
        IPAddress? address = null,
        TcpLimits? limits = null,
        TsigKeyRing? keys = null,
        RateLimits? rates = null
    )
    {
        var zone = new PublishedZone();
        zone.Publish(snapshot ?? DnsWorld.Snapshot());
        var settings = new ServerSettings(zone, TimeProvider.System)
        {
            Tcp = limits ?? TcpLimits.Default,
            Keys = keys ?? TsigKeyRing.Empty,
            Rates = rates ?? RateLimits.Default,
        };
        var (listener, failure) = await DnsListener.StartAsync(new(address ?? IPAddress.Loopback, 0), settings);
        return new(listener ?? throw new InvalidOperationException(failure!.Sentence), zone);
    }

    /// <summary>A UDP socket connected to the server, with a generous timeout.</summary>
    public Socket Asker(IPAddress? via = null)
    {
        var target = new IPEndPoint(via ?? Address.Address, Address.Port);
        var socket = new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5_000 };
        socket.Connect(target);
        return socket;
    }

    public static byte[] Ask(Socket asker, byte[] query)
    {
        asker.Send(query);
        var buffer = new byte[4_096];
        return buffer[..asker.Receive(buffer)];
    }

    public async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 5_000 };
        await socket.ConnectAsync(Address);
        return socket;
    }

    public ValueTask DisposeAsync() => listener.DisposeAsync();
}
