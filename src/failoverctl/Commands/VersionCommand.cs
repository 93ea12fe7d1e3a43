using System.CommandLine;
using System.Reflection;

namespace FailoverCtl.CommandLine.Commands;

internal static class VersionCommand
{
    public static Command Create(Surroundings world)
    {
        var command = new Command("version", "Say which version this is");
        command.SetAction(_ =>
        {
            var version = typeof(VersionCommand)
                .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                ?.InformationalVersion;
            world.Out.WriteLine($"failoverctl {version}");
            return Exit.Fine;
        });
        return command;
    }
}
