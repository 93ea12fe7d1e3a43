using System.CommandLine;
using FailoverCtl.Daemon.Sandbox;

namespace FailoverCtl.Daemon.Commands;

/// <summary><c>failoverd sandbox cut|heal</c>: from a second terminal, where the sandbox has network namespaces.</summary>
internal static class SandboxCutCommand
{
    public static Command CreateCut()
    {
        var from = new Argument<string>("SITE") { Description = $"A site, or {SandboxApi.Outside}." };
        var to = new Argument<string?>("OTHER")
        {
            Description = $"Another site, or {SandboxApi.Outside}; none: the site goes dark to all.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var oneWay = new Option<bool>("--one-way") { Description = "Only the packets from SITE to OTHER are lost." };
        var port = SandboxRemote.StorePort();
        var command = new Command("cut", "Loses every packet between two sites, in silence.")
        {
            from,
            to,
            oneWay,
            port,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(oneWay) && result.GetValue(to) is null)
            {
                result.AddError("--one-way needs two sites: cut FROM TO --one-way");
            }
        });
        command.SetAction(
            (parsed, cancel) =>
            {
                var path = string.Join('/', Words(parsed.GetValue(from), parsed.GetValue(to)).Prepend("cut"));
                var query = parsed.GetValue(oneWay) ? $"?{SandboxApi.OneWay}" : "";
                return SandboxRemote.SendAsync(parsed.GetValue(port), path + query, cancel);
            }
        );
        return command;
    }

    public static Command CreateHeal()
    {
        var from = new Argument<string?>("SITE")
        {
            Description = $"A site, or {SandboxApi.Outside}; none: heals all that was cut.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var to = new Argument<string?>("OTHER") { Description = "The other end.", Arity = ArgumentArity.ZeroOrOne };
        var port = SandboxRemote.StorePort();
        var command = new Command("heal", "Ends what cut began, in both directions.") { from, to, port };
        command.Validators.Add(result =>
        {
            if (result.GetValue(from) is not null && result.GetValue(to) is null)
            {
                result.AddError("heal takes two sites, or none for all that was cut");
            }
        });
        command.SetAction(
            (parsed, cancel) =>
                SandboxRemote.SendAsync(
                    parsed.GetValue(port),
                    string.Join('/', Words(parsed.GetValue(from), parsed.GetValue(to)).Prepend("heal")),
                    cancel
                )
        );
        return command;
    }

    private static IEnumerable<string> Words(params string?[] words) =>
        words.OfType<string>().Select(SandboxRemote.Escape);
}
