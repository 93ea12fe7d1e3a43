namespace FailoverCtl.Daemon.Sandbox;

/// <summary>How a second terminal reaches the sandbox.</summary>
internal static class SandboxApi
{
    public static void MapSandbox(this IEndpointRouteBuilder routes, SandboxWorld world) =>
        routes.MapPost(
            "/sandbox/{verb}/{site}",
            async (HttpContext http) =>
            {
                var verb = (string)http.Request.RouteValues["verb"]!;
                var name = (string)http.Request.RouteValues["site"]!;
                var problem = Apply(world, verb, name);
                http.Response.StatusCode = problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
                await http.Response.WriteAsync(problem ?? $"{verb} {name}: done\n");
            }
        );

    private static string? Apply(SandboxWorld world, string verb, string name)
    {
        if (world.Find(name) is not { } site)
        {
            return $"no site '{name}': there are {string.Join(", ", world.Sites.Select(s => s.Id))}\n";
        }

        switch (verb)
        {
            case "kill":
                site.Kill();
                return null;
            case "hang":
                site.Hang();
                return null;
            case "revive":
                world.Revive(site);
                return null;
            default:
                return $"no such thing as '{verb}': kill, hang or revive\n";
        }
    }
}
