using FailoverCtl.Store;
using FailoverCtl.Store.Embedded;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Store;

/// <summary>The embedded store, in process, on a real file.</summary>
public sealed class EmbeddedStoreConformance : KeyValueStoreConformance
{
    private readonly TemporaryDirectory _directory = new();
    private EmbeddedStore? _store;

    protected override IKeyValueStore Store => _store!;

    public override ValueTask InitializeAsync()
    {
        _store = EmbeddedStores.Open(_directory.File("store.db"));
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _store?.Dispose();
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }
}

internal static class EmbeddedStores
{
    /// <summary>With a patient commit limit: the machine that runs the tests may be busy.</summary>
    public static EmbeddedStore Open(string? path, long bytesMax = 1L << 30) =>
        Assert.IsType<EmbeddedOpening.Opened>(EmbeddedStore.Open(Options(path, bytesMax), TimeProvider.System)).Store;

    public static EmbeddedStoreOptions Options(string? path, long bytesMax = 1L << 30) =>
        new()
        {
            Path = path,
            FileBytesMax = bytesMax,
            CommitLimit = TimeSpan.FromSeconds(20),
            ReopenInterval = TimeSpan.Zero,
        };
}
