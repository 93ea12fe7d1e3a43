using System.Net;
using System.Net.Sockets;

namespace FailoverCtl.Bench.ProbeCost;

/// <summary>Answers 200 to whatever is asked, until it is killed.</summary>
internal static class Server
{
    public static async Task RunAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(4_096);
        Console.WriteLine(((IPEndPoint)listener.LocalEndPoint!).Port);
        while (true)
        {
            _ = ServeAsync(await listener.AcceptAsync());
        }
    }

    private static async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                var buffer = new byte[1_024];
                if (await socket.ReceiveAsync(buffer) > 0)
                {
                    await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray());
                }
            }
            catch (SocketException)
            {
                // The prober closes abruptly when it has its answer.
            }
        }
    }
}
