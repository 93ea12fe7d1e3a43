using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using FailoverCtl.CommandLine;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;
using FailoverCtl.Tests.Adapters.Store;
using Xunit;

namespace FailoverCtl.Tests.Adapters.CommandLine;

/// <summary>Commands in process against an embedded store behind HTTP; the documents are written by hand.</summary>
internal sealed class CommandRig : IAsyncDisposable
{
    private readonly LoopbackStore _store;

    private CommandRig(LoopbackStore store) => _store = store;

    public ClusterDocuments Documents => new(_store.Store, new("minimal"));

    public static string Minimal { get; } = FindMinimal();

    public static async Task<CommandRig> StartAsync(bool initialised = true)
    {
        var rig = new CommandRig(await LoopbackStore.StartAsync());
        if (initialised)
        {
            Assert.Equal(Exit.Fine, (await rig.RunAsync("init", Minimal)).Exit);
        }

        return rig;
    }

    /// <summary>With the minimal topology as a test wants it.</summary>
    public static async Task<CommandRig> StartAsync(Func<string, string> change)
    {
        using var files = new TopologyFolder(change);
        var rig = await StartAsync(initialised: false);
        Assert.Equal(Exit.Fine, (await rig.RunAsync("init", files.Path)).Exit);
        return rig;
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    public Task<Ran> RunAsync(params string[] args) => RunAsync(_store.Address.Authority, null, args);

    /// <summary>With a person at the terminal, who answers this.</summary>
    public Task<Ran> AnswerAsync(string answer, params string[] args) =>
        RunAsync(_store.Address.Authority, answer, args);

    /// <summary>With a person at the terminal, before whose answer something happens.</summary>
    public Task<Ran> AnswerAsync(TextReader person, params string[] args) =>
        RunAsync(_store.Address.Authority, person, args, CancellationToken.None);

    public static async Task<Ran> RunAsync(
        string address,
        string? answer,
        string[] args,
        CancellationToken cancellationToken = default
    )
    {
        using var person = answer is null ? null : new StringReader(answer);
        return await RunAsync(address, person, args, cancellationToken);
    }

    /// <summary>With writers that see each line as it comes.</summary>
    public Task<int> RunAsync(TextWriter output, TextWriter error, CancellationToken cancel, params string[] args) =>
        Entry.RunAsync(args, World(_store.Address.Authority, null, output, error), cancel);

    private static async Task<Ran> RunAsync(
        string address,
        TextReader? person,
        string[] args,
        CancellationToken cancellationToken
    )
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await Entry.RunAsync(args, World(address, person, output, error), cancellationToken);
        return new(exit, output.ToString(), error.ToString());
    }

    private static Surroundings World(string address, TextReader? person, TextWriter output, TextWriter error) =>
        new(
            output,
            error,
            person ?? TextReader.Null,
            Interactive: person is not null,
            Colour: false,
            name =>
                name switch
                {
                    "CONSUL_HTTP_ADDR" => address,
                    "USER" => "anna",
                    _ => null,
                },
            TimeProvider.System
        );

    /// <summary>Plays the controller for one intent: waits for it and answers it.</summary>
    public async Task<Intent> AnswerIntentAsync(IntentOutcome outcome, CancellationToken cancellationToken)
    {
        var index = 0UL;
        while (true)
        {
            var read = await _store.Store.WatchAsync(
                KeyQuery.Under(Documents.Keys.Intents),
                index,
                TimeSpan.FromSeconds(30),
                ReadMode.Default,
                cancellationToken
            );
            var answer = ((ReadOutcome.Answered)read).Answer;
            index = answer.Index;
            foreach (var value in answer.Values)
            {
                if (
                    Codec.Read(value, DomainJson.Default.Intent) is Found<Intent>.Here(var intent, _)
                    && intent.Outcome.State == IntentState.Pending
                )
                {
                    await PutAsync(value.Key, intent with { Outcome = outcome }, DomainJson.Default.Intent);
                    return intent;
                }
            }
        }
    }

    public async Task PutAsync<T>(string key, T value, JsonTypeInfo<T> type) =>
        Assert.Null(await _store.Store.PutAsync(key, Codec.Write(value, type), CancellationToken.None));

    public async Task<LedgerEntry> LedgerAsync() =>
        (await Documents.ReadLedgerAsync(ReadMode.Consistent, CancellationToken.None)).OrNull()!;

    /// <summary>Plays the controller that has emptied a site: its traffic is with the others.</summary>
    public async Task EmptyAsync(string site)
    {
        var entry = await LedgerAsync();
        var topology = (
            await Documents.ReadTopologyAsync(entry.TopologyHash, ReadMode.Consistent, CancellationToken.None)
        ).OrNull()!;
        var weights = topology.Endpoints.Select(e => KeyValuePair.Create(e, e.Site.Value == site ? 0 : 5_000));
        await PutAsync(
            Documents.Keys.Ledger,
            entry with
            {
                Epoch = entry.Epoch + 1,
                Steering = SteeringMap.From(topology, weights),
            },
            DomainJson.Default.LedgerEntry
        );
    }

    public async Task<EquatableArray<Hold>> HoldsAsync() =>
        (await Documents.ReadHoldsAsync(ReadMode.Consistent, CancellationToken.None)).OrNull()!.Items;

    private static string FindMinimal([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "topology", "minimal"));
}

internal sealed record Ran(int Exit, string Out, string Error);
