using System.CommandLine;

namespace FailoverCtl.Daemon.Commands;

/// <summary>Sends one command to the sandbox that runs in another terminal.</summary>
internal static class SandboxRemote
{
    public const int DefaultStorePort = 8599;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static Option<int> StorePort() =>
        new("--store-port")
        {
            Description = "Loopback port of the sandbox's own commands, and of the embedded store.",
            DefaultValueFactory = static _ => DefaultStorePort,
        };

    /// <param name="path">Below /sandbox/.</param>
    public static async Task<int> SendAsync(int port, string path, CancellationToken cancel)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Limit };
        var address = new Uri($"http://127.0.0.1:{port}/sandbox/{path}");
        try
        {
            using var reply = await client.PostAsync(address, content: null, cancel);
            var text = await reply.Content.ReadAsStringAsync(cancel);
            await (reply.IsSuccessStatusCode ? Console.Out : Console.Error).WriteAsync(text);
            return reply.IsSuccessStatusCode ? ExitCodes.Fine : ExitCodes.Usage;
        }
        catch (HttpRequestException e)
        {
            await Console.Error.WriteLineAsync($"no sandbox answers at {address.Authority}: {e.Message}");
            return ExitCodes.Error;
        }
    }

    /// <summary>A word of the person as one part of a path.</summary>
    public static string Escape(string word) => Uri.EscapeDataString(word);
}
