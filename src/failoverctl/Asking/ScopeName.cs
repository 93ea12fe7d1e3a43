using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;
using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.CommandLine.Asking;

/// <summary>What a name on the command line means in the topology in force.</summary>
internal static class ScopeName
{
    /// <summary>A site, with the topology that declares it; null and an exit code when there is none.</summary>
    public static async Task<(FoundSite? Found, int Exit)> SiteAsync(
        Session session,
        string name,
        CancellationToken cancellationToken
    )
    {
        var bare = name.StartsWith("site:", StringComparison.Ordinal) ? name["site:".Length..] : name;
        var (topology, hash, exit) = await TopologyAsync(session, cancellationToken);
        return topology is null ? (null, exit)
            : topology.Sites.ContainsKey(new(bare)) ? (new(new(bare), topology, hash), Exit.Fine)
            : (
                null,
                session.World.Fail(
                    Exit.Usage,
                    $"there is no site \"{bare}\". {Spelling.Hint(bare, topology.Sites.Keys.Select(s => s.Value))}"
                        + $"Sites: {string.Join(", ", topology.Sites.Keys)}"
                )
            );
    }

    /// <summary>all, site:ID or service:ID. What is written out in full needs no topology: a hold must always work.</summary>
    public static async Task<(string? Scope, int Exit)> AnyAsync(
        Session session,
        string name,
        CancellationToken cancellationToken
    )
    {
        if (name == "all")
        {
            return (name, Exit.Fine);
        }

        var colon = name.IndexOf(':');
        var (kind, id) = colon < 0 ? ("", name) : (name[..colon], name[(colon + 1)..]);
        if (kind is not ("" or "site" or "service") || id.Length == 0)
        {
            return (
                null,
                session.World.Fail(Exit.Usage, $"\"{name}\" is no scope: write all, site:ID, service:ID or an ID")
            );
        }

        var ledger = await session.Documents.ReadLedgerAsync(ReadMode.Stale, cancellationToken);
        var topology = ledger.OrNull() is { } entry
            ? (
                await session.Documents.ReadTopologyAsync(entry.TopologyHash, ReadMode.Stale, cancellationToken)
            ).OrNull()
            : null;
        if (topology is null)
        {
            return kind.Length > 0
                ? (name, session.World.Fail(Exit.Fine, $"the topology cannot be read: taking {name} as it stands"))
                : (
                    null,
                    session.World.Fail(
                        ledger is Found<LedgerEntry>.Unavailable ? Exit.Unreachable : Exit.Error,
                        $"the topology cannot be read ({ledger.Problem ?? "damaged"}): write site:{id} or service:{id}"
                    )
                );
        }

        var isSite = kind is "" or "site" && topology.Sites.ContainsKey(new SiteId(id));
        var isService = kind is "" or "service" && topology.Services.ContainsKey(new ServiceId(id));
        return (isSite, isService) switch
        {
            (true, false) => ($"site:{id}", Exit.Fine),
            (false, true) => ($"service:{id}", Exit.Fine),
            (true, true) => (
                null,
                session.World.Fail(Exit.Usage, $"\"{id}\" is a site and a service: write site:{id} or service:{id}")
            ),
            (false, false) => (
                null,
                session.World.Fail(
                    Exit.Usage,
                    $"\"{name}\" is no site and no service. {Spelling.Hint(id, Ids(topology))}"
                        + $"Sites: {string.Join(", ", topology.Sites.Keys)}"
                )
            ),
        };
    }

    private static IEnumerable<string> Ids(Topology topology) =>
        topology.Sites.Keys.Select(s => s.Value).Concat(topology.Services.Keys.Select(s => s.Value));

    private static async Task<(Topology? Topology, string Hash, int Exit)> TopologyAsync(
        Session session,
        CancellationToken cancellationToken
    )
    {
        var ledger = await session.Documents.ReadLedgerAsync(ReadMode.Consistent, cancellationToken);
        if (ledger is not Found<LedgerEntry>.Here(var entry, _))
        {
            return (null, "", session.Fail(ledger));
        }

        var topology = await session.Documents.ReadTopologyAsync(
            entry.TopologyHash,
            ReadMode.Consistent,
            cancellationToken
        );
        return topology.OrNull() is { } here
            ? (here, entry.TopologyHash, Exit.Fine)
            : (null, "", session.Fail(topology));
    }
}

/// <summary>A declared site and the topology in force.</summary>
internal sealed record FoundSite(SiteId Site, Topology Topology, string TopologyHash);
