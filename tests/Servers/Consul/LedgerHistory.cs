using System.Collections.Concurrent;
using FailoverCtl.Daemon.Sandbox;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;
using FailoverCtl.Store.Watching;

namespace FailoverCtl.Tests.Servers.Consul;

/// <summary>
/// Every ledger entry that any server of the store showed. Their order says nothing: a server that starts again on its data
/// answers stale reads with its past until it has caught up.
/// </summary>
internal sealed class LedgerHistory : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<LedgerEntry> _entries = new();
    private readonly Task _watching;

    public LedgerHistory(SandboxWorld world) =>
        _watching = Task.WhenAll(world.Store.Servers.Select(server => WatchAsync(server, world.Documents.Keys.Ledger)));

    public IReadOnlyList<LedgerEntry> Entries => [.. _entries];

    public void Dispose()
    {
        _stop.Cancel();
        _watching.GetAwaiter().GetResult();
        _stop.Dispose();
    }

    private Task WatchAsync(IKeyValueStore server, string key) =>
        new StoreWatch(server, KeyQuery.One(key), new() { Mode = ReadMode.Stale }, TimeProvider.System, 1).RunAsync(
            (answer, _) =>
            {
                if (
                    answer.Values is [var stored]
                    && Codec.Read(stored, DomainJson.Default.LedgerEntry).OrNull() is { } entry
                )
                {
                    _entries.Enqueue(entry);
                }

                return ValueTask.CompletedTask;
            },
            static _ => { },
            static _ => { },
            _stop.Token
        );
}
