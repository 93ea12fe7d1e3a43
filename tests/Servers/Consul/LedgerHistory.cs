using System.Collections.Immutable;
using FailoverCtl.Daemon.Sandbox;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;
using FailoverCtl.Store.Watching;

namespace FailoverCtl.Tests.Servers.Consul;

/// <summary>Every epoch that any server of the store showed, in the order in which that server showed them.</summary>
internal sealed class LedgerHistory : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<LedgerEntry>[] _shown;
    private readonly Task _watching;

    public LedgerHistory(SandboxWorld world)
    {
        _shown = [.. world.Store.Servers.Select(_ => new List<LedgerEntry>())];
        _watching = Task.WhenAll(
            world.Store.Servers.Select((server, i) => WatchAsync(server, world.Documents.Keys.Ledger, _shown[i]))
        );
    }

    /// <summary>What each server showed.</summary>
    public IReadOnlyList<ImmutableArray<LedgerEntry>> Shown
    {
        get
        {
            lock (_gate)
            {
                return [.. _shown.Select(entries => entries.ToImmutableArray())];
            }
        }
    }

    public IReadOnlyList<LedgerEntry> Entries => [.. Shown.SelectMany(e => e).Distinct().OrderBy(e => e.Epoch)];

    public void Dispose()
    {
        _stop.Cancel();
        _watching.GetAwaiter().GetResult();
        _stop.Dispose();
    }

    private Task WatchAsync(IKeyValueStore server, string key, List<LedgerEntry> shown) =>
        new StoreWatch(server, KeyQuery.One(key), new() { Mode = ReadMode.Stale }, TimeProvider.System, 1).RunAsync(
            (answer, _) =>
            {
                if (
                    answer.Values is [var stored]
                    && Codec.Read(stored, DomainJson.Default.LedgerEntry).OrNull() is { } entry
                )
                {
                    lock (_gate)
                    {
                        shown.Add(entry);
                    }
                }

                return ValueTask.CompletedTask;
            },
            static _ => { },
            static _ => { },
            _stop.Token
        );
}
