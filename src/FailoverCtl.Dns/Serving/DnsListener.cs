using System.Net;
using System.Net.Sockets;

namespace FailoverCtl.Dns.Serving;

/// <summary>UDP and TCP on one address: a name server that answers only one of them is a broken one (RFC 7766).</summary>
public sealed class DnsListener : IAsyncDisposable
{
    /// <summary>With port 0 the kernel's choice for TCP may be taken for UDP.</summary>
    private const int FreePortTries = 8;

    private DnsListener(UdpServer udp, TcpServer tcp) => (Udp, Tcp) = (udp, tcp);

    public UdpServer Udp { get; }

    public TcpServer Tcp { get; }

    public IPEndPoint LocalAddress => Udp.LocalAddress;

    /// <returns>The listener, or why neither transport is bound.</returns>
    public static async Task<(DnsListener? Listener, BindFailure? Failure)> StartAsync(
        IPEndPoint address,
        ServerSettings settings
    )
    {
        for (var i = 1; ; i++)
        {
            if (!TcpServer.TryStart(address, settings, out var tcp, out var failure))
            {
                return (null, failure);
            }

            if (UdpServer.TryStart(tcp.LocalAddress, settings, out var udp, out failure))
            {
                return (new(udp, tcp), null);
            }

            await tcp.DisposeAsync();
            if (address.Port != 0 || failure.Error != SocketError.AddressAlreadyInUse || i == FreePortTries)
            {
                return (null, failure);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Udp.Dispose();
        await Tcp.DisposeAsync();
    }
}
