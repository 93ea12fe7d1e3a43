using System.CommandLine;
using FailoverCtl.Daemon.Commands;
using FailoverCtl.Daemon.Processes;

if (Environment.GetEnvironmentVariable("FAILOVERD_DIE_WITH_PARENT") == "1")
{
    Signals.DieWithParent();
}

var root = new RootCommand("FailoverCtl's daemon: agent, controller and DNS server, and the sandbox to try them in.");
root.Subcommands.Add(RunCommand.Create());
root.Subcommands.Add(SandboxCommand.Create());
root.Subcommands.Add(OriginCommand.Create());

// A sandbox has processes and namespaces to take down, a role a last state to publish: two seconds, the default, are few.
return await root.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });
