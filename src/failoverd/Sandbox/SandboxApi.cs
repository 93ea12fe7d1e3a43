using FailoverCtl.Daemon.Sandbox.Networks;

namespace FailoverCtl.Daemon.Sandbox;

/// <summary>How a second terminal reaches the sandbox: kill, hang, revive, cut and heal.</summary>
internal static class SandboxApi
{
    /// <summary>In the place of a site: everything outside of all sites.</summary>
    public const string Outside = "outside";

    public const string OneWay = "oneWay";

    public static void MapSandbox(this IEndpointRouteBuilder routes, SandboxWorld world)
    {
        MapSignal(routes, world, "kill", static s => s.Kill(), static c => c.Kill());
        MapSignal(routes, world, "hang", static s => s.Hang(), static c => c.Stop());
        MapSignal(routes, world, "revive", world.Revive, world.Revive);
        routes.MapPost(
            "/sandbox/cut/{from}/{to?}",
            http =>
                AnswerAsync(
                    http,
                    Cut(world, Value(http, "from")!, Value(http, "to"), http.Request.Query.ContainsKey(OneWay))
                )
        );
        routes.MapPost("/sandbox/heal", http => AnswerAsync(http, world.Network.Heal()));
        routes.MapPost(
            "/sandbox/heal/{from}/{to}",
            http => AnswerAsync(http, Heal(world, Value(http, "from")!, Value(http, "to")!))
        );
    }

    private static void MapSignal(
        IEndpointRouteBuilder routes,
        SandboxWorld world,
        string verb,
        Action<SandboxSite> whole,
        Action<Child> single
    ) =>
        routes.MapPost(
            $"/sandbox/{verb}/{{site}}/{{name?}}",
            http => AnswerAsync(http, Signal(world, Value(http, "site")!, Value(http, "name"), whole, single))
        );

    private static string? Value(HttpContext http, string name) => http.Request.RouteValues[name] as string;

    private static Task AnswerAsync(HttpContext http, string? problem)
    {
        http.Response.StatusCode = problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        return http.Response.WriteAsync($"{problem ?? "done"}\n");
    }

    private static string? Signal(
        SandboxWorld world,
        string name,
        string? process,
        Action<SandboxSite> whole,
        Action<Child> single
    )
    {
        if (world.Find(name) is not { } site)
        {
            return NoSite(world, name);
        }

        if (process is null)
        {
            whole(site);
            return null;
        }

        if (site.Find(process) is not { } child)
        {
            return $"no process '{process}' at {name}: there are {string.Join(", ", site.Children.Select(c => c.Name))}";
        }

        single(child);
        return null;
    }

    private static string? Cut(SandboxWorld world, string from, string? to, bool oneWay)
    {
        if (to is null)
        {
            return world.Find(from) is { } site ? world.Network.CutOff(site.Id) : NoSite(world, from);
        }

        return Between(world, from, to, out var direction)
            ?? world.Network.Cut(direction)
            ?? (oneWay ? null : world.Network.Cut(new(direction.To, direction.From)));
    }

    private static string? Heal(SandboxWorld world, string from, string to) =>
        Between(world, from, to, out var direction)
        ?? world.Network.Heal(direction)
        ?? world.Network.Heal(new(direction.To, direction.From));

    /// <returns>Null, or why there is no such pair.</returns>
    private static string? Between(SandboxWorld world, string from, string to, out Direction direction)
    {
        direction = new(world.Find(from)?.Id, world.Find(to)?.Id);
        return direction.From is null && from != Outside ? NoSite(world, from)
            : direction.To is null && to != Outside ? NoSite(world, to)
            : direction.From == direction.To ? $"'{from}' is on both ends"
            : null;
    }

    private static string NoSite(SandboxWorld world, string name) =>
        $"no site '{name}': there are {string.Join(", ", world.Sites.Select(s => s.Id))}";
}
