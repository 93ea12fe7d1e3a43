using System.Net;
using System.Net.Sockets;

namespace FailoverCtl.Store.Consul;

/// <summary>The HTTP clients: one for what must be quick, one for reads that wait.</summary>
internal sealed class ConsulConnections : IDisposable
{
    // Blocking reads sit on their connections for minutes: plenty of them, and apart from the ones that must be quick.
    private const int ConnectionsPerServerMax = 256;

    // A dark server is noticed after 1 + 2 x 1 s on a connection that only waits.
    private const int KeepAliveSeconds = 1;
    private const int KeepAlivesMissedMax = 2;

    public ConsulConnections(ConsulOptions options)
    {
        Quick = NewClient(options);
        Blocking = NewClient(options);
    }

    public HttpClient Quick { get; }

    public HttpClient Blocking { get; }

    public void Dispose()
    {
        Quick.Dispose();
        Blocking.Dispose();
    }

    private static HttpClient NewClient(ConsulOptions options) =>
        new(
            new SocketsHttpHandler
            {
                // Consul is reached directly or not at all: no proxy of the environment, no redirect that takes the token along.
                UseProxy = false,
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.None,
                MaxConnectionsPerServer = ConnectionsPerServerMax,
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
                MaxResponseDrainSize = 0,
                // A blocking read may last minutes, reaching its server may not.
                ConnectTimeout = options.ReadLimit,
                ConnectCallback = ConnectAsync,
                SslOptions = (options.Tls ?? ConsulTls.OfSystem).ToOptions(),
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellationToken
    )
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // A server that goes dark sends nothing: without these a blocking read would wait out its whole time.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAlivesMissedMax);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
