using System.CommandLine;

namespace FailoverCtl.Daemon.Commands;

/// <summary><c>failoverd sandbox kill|hang|revive SITE</c>: from a second terminal.</summary>
internal static class SandboxSignalCommand
{
    public static Command Create(string verb, Option<int> port)
    {
        var site = new Argument<string>("site") { Description = "A site of the running sandbox." };
        var words = verb switch
        {
            "kill" => "SIGKILL to every process of a site.",
            "hang" => "SIGSTOP to every process of a site.",
            _ => "Continues or starts again every process of a site.",
        };
        var storePort = new Option<int>(port.Name)
        {
            Description = port.Description,
            DefaultValueFactory = static _ => 8599,
        };
        var command = new Command(verb, words) { site, storePort };
        command.SetAction(
            async (parsed, cancel) =>
            {
                var address = $"http://127.0.0.1:{parsed.GetValue(storePort)}/sandbox/{verb}/{parsed.GetValue(site)}";
                return await SendAsync(new(address), cancel);
            }
        );
        return command;
    }

    private static async Task<int> SendAsync(Uri address, CancellationToken cancel)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
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
}
