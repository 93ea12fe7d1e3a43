using System.CommandLine;
using FailoverCtl.Store;
using FailoverCtl.Store.Consul.Access;

namespace FailoverCtl.CommandLine.Commands;

/// <summary>Prints the rules for a token. It asks no store: the store may be the one that refuses.</summary>
internal static class AclCommand
{
    public static Command Create(CommonOptions common, Surroundings world)
    {
        var roles = Enum.GetValues<AccessRole>().ToDictionary(AccessPolicy.Word, r => r, StringComparer.Ordinal);
        var role = new Argument<string>("role")
        {
            HelpName = string.Join('|', roles.Keys),
            Description = "Who will hold the token",
        }.AcceptOnlyFromAmong([.. roles.Keys]);
        var id = new Option<string?>("--id")
        {
            HelpName = "ID",
            Description = "Which agent, controller or DNS server: each gets a token of its own",
        };
        var command = new Command("acl", "Print the least that a role needs of Consul's ACLs, as rules of a policy")
        {
            role,
            id,
        };
        command.SetAction(parsed =>
            Run(
                roles[parsed.GetRequiredValue(role)],
                parsed.GetValue(id),
                parsed.GetValue(common.Cluster) ?? world.Variable("FAILOVERCTL_CLUSTER"),
                world
            )
        );
        return command;
    }

    private static int Run(AccessRole role, string? id, string? cluster, Surroundings world)
    {
        var word = AccessPolicy.Word(role);
        if (string.IsNullOrEmpty(cluster))
        {
            return world.Fail(Exit.Usage, "say for which cluster: --cluster ID or FAILOVERCTL_CLUSTER");
        }

        if (Keys.ClusterProblem(cluster) is { } problem)
        {
            return world.Fail(Exit.Usage, problem);
        }

        if (AccessPolicy.NeedsId(role) != !string.IsNullOrEmpty(id))
        {
            return world.Fail(
                Exit.Usage,
                AccessPolicy.NeedsId(role)
                    ? $"say which {word}: --id ID, so that its token can write nobody else's keys"
                    : $"the rules of {word} are about no single id: leave --id out"
            );
        }

        try
        {
            world.Out.Write(AccessPolicy.Render(role, id ?? "", new Keys(cluster)));
            return Exit.Fine;
        }
        catch (ArgumentException e)
        {
            return world.Fail(Exit.Usage, $"\"{id}\" is no id: {e.Message}");
        }
    }
}
