using System.CommandLine;

namespace FailoverCtl.Daemon.Commands;

/// <summary><c>failoverd sandbox kill|hang|revive SITE[/PROCESS]</c>: from a second terminal.</summary>
internal static class SandboxSignalCommand
{
    /// <param name="words">What is done to a process.</param>
    public static Command Create(string verb, string words)
    {
        var scope = new Argument<string>("SITE[/PROCESS]")
        {
            Description =
                "A site of the running sandbox, or one of its processes, such as sbg/c-sbg or rbx/consul-rbx.",
        };
        var port = SandboxRemote.StorePort();
        var command = new Command(verb, words) { scope, port };
        command.SetAction(
            (parsed, cancel) =>
            {
                var path = string.Join('/', parsed.GetValue(scope)!.Split('/').Select(SandboxRemote.Escape));
                return SandboxRemote.SendAsync(parsed.GetValue(port), $"{verb}/{path}", cancel);
            }
        );
        return command;
    }
}
