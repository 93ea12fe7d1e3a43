using System.CommandLine;
using System.CommandLine.Completions;
using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Store;

namespace FailoverCtl.CommandLine.Commands;

/// <summary>Ids for a shell to complete, from the topology in force; nothing when the store does not answer at once.</summary>
internal static class Completing
{
    /// <summary>A person waits for the next letter.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);

    public static void Sites(Argument<string> argument, CommonOptions common, Surroundings world) =>
        Add(argument, common, world, t => t.Sites.Keys.Select(s => s.Value));

    public static void Scopes(Argument<string> argument, CommonOptions common, Surroundings world) =>
        Add(
            argument,
            common,
            world,
            t => ["all", .. t.Sites.Keys.Select(s => $"site:{s}"), .. t.Services.Keys.Select(s => $"service:{s}")]
        );

    private static void Add(
        Argument<string> argument,
        CommonOptions common,
        Surroundings world,
        Func<Topology, IEnumerable<string>> ids
    ) =>
        argument.CompletionSources.Add(context =>
            (Read(context, common, world) is { } topology ? ids(topology) : [])
                .Where(id => id.StartsWith(context.WordToComplete, StringComparison.Ordinal))
                .Select(id => new CompletionItem(id))
        );

    private static Topology? Read(CompletionContext context, CommonOptions common, Surroundings world)
    {
        Topology? topology = null;
        using var limit = new CancellationTokenSource(Patience, world.Time);
        try
        {
            // The parser asks for completions and cannot wait by itself.
            Session
                .RunAsync(
                    context.ParseResult,
                    common,
                    world with
                    {
                        Error = TextWriter.Null,
                    },
                    null,
                    async (session, token) =>
                    {
                        var ledger = await session.Documents.ReadLedgerAsync(ReadMode.Stale, token);
                        topology = ledger.OrNull() is { } entry
                            ? (
                                await session.Documents.ReadTopologyAsync(entry.TopologyHash, ReadMode.Stale, token)
                            ).OrNull()
                            : null;
                        return Exit.Fine;
                    },
                    limit.Token
                )
                .GetAwaiter()
                .GetResult();
        }
        catch (OperationCanceledException)
        {
            // Too slow for a completion.
        }

        return topology;
    }
}
