namespace FailoverCtl.Store.Embedded;

/// <summary>How the embedded store is kept.</summary>
public sealed record EmbeddedStoreOptions
{
    /// <summary>The SQLite file; null keeps everything in memory only, for tests and throw-away sandboxes.</summary>
    public string? Path { get; init; }

    /// <summary>The file never grows beyond this; writes are refused then. Default 1 GiB.</summary>
    public long FileBytesMax { get; init; } = 1L << 30;

    /// <summary>How long a write may take until its outcome is reported as unknown.</summary>
    public TimeSpan CommitLimit { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>Writes that may wait for the disk at once; more are told to be patient.</summary>
    public int WritesWaitingMax { get; init; } = 1024;

    /// <summary>Blocking reads that may wait at once; more are told to be patient.</summary>
    public int ReadersWaitingMax { get; init; } = 8192;

    /// <summary>After a failed write the file is opened again at most this often.</summary>
    public TimeSpan ReopenInterval { get; init; } = TimeSpan.FromSeconds(1);
}
