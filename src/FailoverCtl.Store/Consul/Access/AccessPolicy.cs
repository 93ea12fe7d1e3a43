using FailoverCtl.Domain.Collections;
using FailoverCtl.Store.Consul.Catalog;

namespace FailoverCtl.Store.Consul.Access;

/// <summary>
/// The least that each role needs of Consul's ACLs (SEC-13). Made from <see cref="Keys"/> and <see cref="CatalogNames"/>, so
/// that policies and code cannot drift apart. Anonymous gets nothing.
/// </summary>
public static class AccessPolicy
{
    /// <summary>Whether the role's rules are about one id: each agent, controller and DNS server has a token of its own.</summary>
    public static bool NeedsId(AccessRole role) => role is AccessRole.Agent or AccessRole.Controller or AccessRole.Dns;

    /// <param name="id">Of the agent, controller or DNS server; not used by the other roles.</param>
    /// <exception cref="ArgumentException">The id is missing, or cannot be part of a key.</exception>
    public static EquatableArray<AccessRule> For(AccessRole role, string id, Keys keys) =>
        role switch
        {
            AccessRole.Agent =>
            [
                .. Follow(keys),
                Write(keys.Report(id), "its own report, and no other agent's"),
                Register(CatalogNames.Agent),
            ],
            AccessRole.Controller =>
            [
                ReadAll(keys),
                Write(keys.Ledger, "commits"),
                WriteUnder(keys.Plans, "the ring of recent plans"),
                WriteUnder(keys.Intents, "outcomes of intents, and what Consul's maintenance asks for"),
                Write(keys.Controller(id), "its own heartbeat"),
                Register(CatalogNames.Controller),
                new("service", CatalogNames.Site, AccessLevel.Write, "the condition of its site"),
                new("node_prefix", "", AccessLevel.Read, "maintenance of nodes that carry a site"),
            ],
            AccessRole.Dns =>
            [
                .. Follow(keys),
                new("key", keys.Holds, AccessLevel.Read, "what an operator holds"),
                Write(keys.DnsServer(id), "its own status, and nothing else"),
                Register(CatalogNames.Dns),
            ],
            AccessRole.Operator =>
            [
                ReadAll(keys),
                WriteUnder(keys.Intents, "drain, undrain, approve, apply, release freeze"),
                WriteUnder(keys.Topologies, "apply: topologies under their hash, which no epoch cites yet"),
                Write(keys.Holds, "hold and release, which work with every controller dead"),
                .. See(),
                new("service", CatalogNames.Site, AccessLevel.Write, "consul maint -service: drains the site"),
            ],
            AccessRole.Admin =>
            [
                new("key_prefix", keys.Prefix, AccessLevel.Write, "everything of the cluster: init and recover"),
                .. See(),
            ],
            AccessRole.Viewer => [ReadAll(keys), .. See()],
        };

    /// <summary>The whole policy as HCL.</summary>
    public static string Render(AccessRole role, string id, Keys keys)
    {
        var of = NeedsId(role) ? $" {id}" : "";
        var rules = string.Join("\n", For(role, id, keys));
        return $"# FailoverCtl: {Word(role)}{of} of cluster {keys.Cluster}\n{rules}\n";
    }

    public static string Word(AccessRole role) =>
        role switch
        {
            AccessRole.Agent => "agent",
            AccessRole.Controller => "controller",
            AccessRole.Dns => "dns",
            AccessRole.Operator => "operator",
            AccessRole.Admin => "admin",
            AccessRole.Viewer => "viewer",
        };

    /// <summary>What a role that runs by the ledger reads.</summary>
    private static AccessRule[] Follow(Keys keys) =>
        [
            new("key", keys.Ledger, AccessLevel.Read, "the epoch in force"),
            new("key_prefix", keys.Topologies, AccessLevel.List, "the topology that it cites"),
        ];

    private static AccessRule[] See() =>
        [
            new("service_prefix", CatalogNames.Prefix, AccessLevel.Read, "FailoverCtl's services in the catalog"),
            new("node_prefix", "", AccessLevel.Read, "the nodes that carry them"),
        ];

    private static AccessRule ReadAll(Keys keys) =>
        new("key_prefix", keys.Prefix, AccessLevel.List, "reads everything of the cluster");

    private static AccessRule Write(string key, string why) => new("key", key, AccessLevel.Write, why);

    private static AccessRule WriteUnder(string prefix, string why) =>
        new("key_prefix", prefix, AccessLevel.Write, why);

    private static AccessRule Register(string service) =>
        new("service", service, AccessLevel.Write, "registers itself and keeps its check");
}
