namespace FailoverCtl.Control.Journal;

/// <summary>Where a process keeps its journal, and how much of it.</summary>
/// <param name="Directory">Made if it does not exist.</param>
/// <param name="Name">Begins each file's name: one per process, such as controller-a.</param>
/// <param name="Cluster">A journal of another cluster is refused.</param>
public sealed record JournalOptions(string Directory, string Name, string Cluster)
{
    /// <summary>A file that would grow above this is closed and the next one begun; a single batch may be larger.</summary>
    public long FileBytesMax { get; init; } = 64L << 20;

    /// <summary>Number of files kept, the one being written included; at least 2.</summary>
    public int FilesKept { get; init; } = 8;

    public JournalDisk Disk { get; init; } = new();
}
