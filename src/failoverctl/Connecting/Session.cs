using System.CommandLine;
using FailoverCtl.CommandLine.Commands;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.Store.Consul;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.CommandLine.Connecting;

/// <summary>One command's open door to one cluster's documents.</summary>
internal sealed record Session(ClusterDocuments Documents, Surroundings World, OutputForm Form)
{
    /// <summary>A document is wanted on standard output, as JSON or as YAML.</summary>
    public bool Json => Form is OutputForm.Json or OutputForm.Yaml;

    public string Cluster => Documents.Keys.Cluster;

    /// <summary>Opens the store, settles which cluster is meant, runs the command.</summary>
    /// <param name="cluster">Null: from the options, the environment or the store.</param>
    public static async Task<int> RunAsync(
        ParseResult parsed,
        CommonOptions common,
        Surroundings world,
        string? cluster,
        Func<Session, CancellationToken, Task<int>> command,
        CancellationToken cancellationToken
    )
    {
        var options = StoreAddress.Options(
            setting => common.Store.Value(parsed, setting),
            world.Variable,
            out var problems
        );
        if (options is null)
        {
            return problems.Aggregate(Exit.Usage, world.Fail);
        }

        using var store = new ConsulKeyValueStore(options, world.Time);
        var given = cluster ?? parsed.GetValue(common.Cluster) ?? world.Variable("FAILOVERCTL_CLUSTER");
        var (chosen, exit, message) = await ClusterChoice.ChooseAsync(store, given, cancellationToken);
        return chosen is null
            ? world.Fail(exit, message)
            : await command(
                new(new ClusterDocuments(store, new(chosen)), world, common.Form(parsed)),
                cancellationToken
            );
    }

    /// <summary>A JSON document in the form that was asked for.</summary>
    public string Document(string json) => Form == OutputForm.Yaml ? YamlText.Of(json) : json;

    /// <summary>Says why a document is not there.</summary>
    public int Fail<T>(Found<T> found) =>
        found switch
        {
            Found<T>.Unavailable(var failure) => World.Fail(Exit.Unreachable, failure.Message),
            Found<T>.Missing(var key) when key == Documents.Keys.Ledger => World.Fail(
                Exit.Error,
                $"cluster {Cluster} has no ledger ({key}): a wrong id, a wrong store, or damage; "
                    + "failoverctl recover brings back what was lost, failoverctl init DIR makes a new cluster"
            ),
            _ => World.Fail(Exit.Error, found.Problem ?? "no problem"),
        };
}
