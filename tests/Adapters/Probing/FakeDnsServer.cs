using System.Net;
using System.Net.Sockets;

namespace FailoverCtl.Tests.Adapters.Probing;

/// <summary>Answers each question over UDP on loopback as told.</summary>
internal sealed class FakeDnsServer : IDisposable
{
    private const int HeaderLength = 12;

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly Func<byte[], byte[][]> _answers;
    private int _asked;

    /// <param name="answers">Of the query: what is sent back, in turn.</param>
    public FakeDnsServer(Func<byte[], byte[][]> answers)
    {
        _answers = answers;
        new Thread(Serve) { IsBackground = true }.Start();
    }

    public int Port => ((IPEndPoint)_socket.Client.LocalEndPoint!).Port;

    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Says these IPv4 addresses, under this rcode, to whatever is asked.</summary>
    public static FakeDnsServer Saying(int rcode, params string[] addresses) =>
        new(query => [Reply(query, rcode, addresses)]);

    public static byte[] Reply(byte[] query, int rcode, params string[] addresses)
    {
        byte[] reply =
        [
            .. query,
            .. addresses.SelectMany(a =>
                (byte[])[0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 30, 0, 4, .. IPAddress.Parse(a).GetAddressBytes()]
            ),
        ];
        reply[2] = 0x81;
        reply[3] = (byte)(0x80 | rcode);
        reply[7] = (byte)addresses.Length;
        return reply;
    }

    public void Dispose() => _socket.Dispose();

    private void Serve()
    {
        while (true)
        {
            try
            {
                var from = new IPEndPoint(IPAddress.Any, 0);
                var query = _socket.Receive(ref from);
                if (query.Length < HeaderLength)
                {
                    // What a socket says that is being closed.
                    continue;
                }

                _ = Interlocked.Increment(ref _asked);
                foreach (var answer in _answers(query))
                {
                    _ = _socket.Send(answer, from);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
