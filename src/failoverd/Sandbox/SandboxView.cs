using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;
using FailoverCtl.Store.Watching;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace FailoverCtl.Daemon.Sandbox;

/// <summary>The live view: sites, weights and events; on a terminal also the keys that kill, hang and revive.</summary>
internal sealed class SandboxView(SandboxWorld world)
{
    private const int EventsShown = 12;

    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(200);

    private readonly Queue<string> _events = new();
    private readonly Lock _gate = new();
    private LedgerEntry? _ledger;
    private int _selected;

    private static bool IsTerminal => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        PrintHowTo();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var follow = FollowAsync(ending.Token);
        if (IsTerminal)
        {
            await DrawAsync(ending);
        }
        else
        {
            await UntilCancelledAsync(ending.Token);
        }

        await ending.CancelAsync();
        await follow;
        return 0;
    }

    private void PrintHowTo()
    {
        var dns = world.Topology.DnsServers.Values[0].Address.Split(':');
        var name = world.Topology.Services.Values[0].Name;
        var site = world.Sites[^1].Id;
        var port =
            world.Options.StorePort == Commands.SandboxRemote.DefaultStorePort
                ? ""
                : $" --store-port {world.Options.StorePort}";
        Console.WriteLine(
            $"""
            The sandbox runs; logs and journals are in {world.Options.StateDirectory}
            Try, in a second terminal:
              dig +short @{dns[0]} -p {dns[1]} {name}
              dig +short @{dns[0]} -p {dns[1]} TXT _epoch.{world.Topology.Zone.Name}
              export CONSUL_HTTP_ADDR={world.StoreAddress}
              dotnet run --project src/failoverctl -- status
              dotnet run --project src/failoverctl -- drain {site} --reason "try it" --yes
              dotnet run --project src/failoverctl -- undrain {site} --reason "tried it" --yes
              dotnet run --project src/failoverd -- sandbox kill {site}{port}      (hang, revive; one process: {site}/c-{site})
            """
        );
        if (world.Network.Kind == NetworkKind.Namespaces)
        {
            Console.WriteLine(
                $"  dotnet run --project src/failoverd -- sandbox cut {world.Sites[0].Id} {site}{port}      (--one-way; heal)"
            );
        }
    }

    private Task FollowAsync(CancellationToken cancel) =>
        new StoreWatch(
            world.Documents.Store,
            KeyQuery.One(world.Documents.Keys.Ledger),
            new(),
            TimeProvider.System,
            1
        ).RunAsync(
            (answer, _) =>
            {
                if (
                    answer.Values is [var stored]
                    && Codec.Read(stored, DomainJson.Default.LedgerEntry).OrNull() is { } entry
                )
                {
                    _ledger = entry;
                    Tell($"epoch {entry.Epoch} by {entry.Author.Controller}: {entry.Cause.Sentence}");
                }

                return ValueTask.CompletedTask;
            },
            static _ => { },
            failure => Tell(failure.Message),
            cancel
        );

    private void Tell(string what)
    {
        var line = $"{DateTimeOffset.Now:HH:mm:ss.fff}  {what}";
        lock (_gate)
        {
            _events.Enqueue(line);
            while (_events.Count > EventsShown)
            {
                _events.Dequeue();
            }
        }

        if (!IsTerminal)
        {
            Console.WriteLine(line);
        }
    }

    private async Task DrawAsync(CancellationTokenSource ending) =>
        await AnsiConsole
            .Live(new Text(""))
            .StartAsync(async live =>
            {
                while (!ending.IsCancellationRequested)
                {
                    live.UpdateTarget(await PictureAsync(ending.Token));
                    while (Console.KeyAvailable)
                    {
                        Press(Console.ReadKey(intercept: true).KeyChar, ending);
                    }

                    await Task.WhenAny(Task.Delay(Redraw, ending.Token));
                }
            });

    private void Press(char key, CancellationTokenSource ending)
    {
        if (char.IsAsciiDigit(key) && key - '1' is var index && index >= 0 && index < world.Sites.Count)
        {
            _selected = index;
            return;
        }

        var site = world.Sites[_selected];
        switch (key)
        {
            case 'k':
                Tell($"you killed {site.Id}");
                site.Kill();
                break;
            case 'h':
                Tell($"you hung {site.Id}");
                site.Hang();
                break;
            case 'r':
                Tell($"you revived {site.Id}");
                world.Revive(site);
                break;
            case 'q':
                ending.Cancel();
                break;
            default:
                break;
        }
    }

    private async Task<IRenderable> PictureAsync(CancellationToken cancel)
    {
        var conditions = await ConditionsAsync(cancel);
        var table = new Table().Border(TableBorder.Minimal).AddColumns("", "site", "processes", "seen as");
        foreach (var service in world.Topology.Services.Keys)
        {
            table.AddColumn(new TableColumn(service.Value).RightAligned());
        }

        for (var i = 0; i < world.Sites.Count; i++)
        {
            var site = world.Sites[i];
            string[] cells =
            [
                i == _selected ? ">" : " ",
                $"{i + 1} {site.Id}",
                site.State.ToString(),
                conditions.GetValueOrDefault(site.Id, "?"),
                .. world.Topology.Services.Keys.Select(s => Share(s, site.Id)),
            ];
            table.AddRow([.. cells.Select(c => new Text(c))]);
        }

        lock (_gate)
        {
            return new Rows([
                table,
                new Text("1-9 choose a site   k kill   h hang   r revive   q quit"),
                new Text(""),
                .. _events.Select(e => new Text(e)),
            ]);
        }
    }

    private string Share(ServiceId service, SiteId site)
    {
        var endpoint = new EndpointId(service, site, AddressFamily.V4);
        var placed = world.Topology.Services[service].Placements.ContainsKey(site);
        return placed && _ledger is { } ledger
            ? $"{ledger.Steering.Weight(world.Topology, endpoint) / 100.0:0.0} %"
            : "-";
    }

    private async Task<Dictionary<SiteId, string>> ConditionsAsync(CancellationToken cancel)
    {
        var documents = world.Documents;
        var statuses = await documents.ReadManyAsync(
            documents.Keys.Controllers,
            DomainJson.Default.ControllerStatus,
            ReadMode.Default,
            cancel
        );
        var best = statuses.Select(s => s.OrNull()).Where(s => s is not null).MaxBy(s => (s!.Epoch, s.Counter));
        return best?.Sites.ToDictionary(s => s.Key, s => s.Value.ToString()) ?? [];
    }

    private static async Task UntilCancelledAsync(CancellationToken cancel)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how the sandbox ends without a terminal.
        }
    }
}
