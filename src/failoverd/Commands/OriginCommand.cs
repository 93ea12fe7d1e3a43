using System.CommandLine;
using FailoverCtl.Daemon.Sandbox;

namespace FailoverCtl.Daemon.Commands;

/// <summary><c>failoverd origin</c>: the sandbox's stand-in for hosted services; hidden, since nobody else needs it.</summary>
internal static class OriginCommand
{
    public static Command Create()
    {
        var site = new Option<string>("--site") { Required = true };
        var listen = new Option<string[]>("--listen") { Required = true, AllowMultipleArgumentsPerToken = true };
        var command = new Command("origin", "Serves a site's services on loopback, for the sandbox.") { site, listen };
        command.Hidden = true;
        command.SetAction(
            (parsed, cancel) => OriginServer.RunAsync(parsed.GetValue(site)!, parsed.GetValue(listen)!, cancel)
        );
        return command;
    }
}
