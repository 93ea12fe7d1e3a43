namespace FailoverCtl.Store.Watching;

/// <summary>The pace of a <see cref="StoreWatch"/>.</summary>
public sealed record StoreWatchOptions
{
    /// <summary>
    /// How long one blocking read may wait for a change, and so how long a watch stays deaf whose server is cut from its
    /// leader: that one neither answers nor breaks off, and only the read's own limit leads to the next server.
    /// </summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(5);

    public ReadMode Mode { get; init; } = ReadMode.Default;

    /// <summary>Reads that may follow each other at once. Each commit of a plan wakes the watch, and ten steps in a row are normal.</summary>
    public int Burst { get; init; } = 20;

    /// <summary>Reads/s after the burst: bounds the harm of a store that answers at once for ever.</summary>
    public double ReadsPerSecond { get; init; } = 20;

    /// <summary>After the first failure in a row; doubles with each.</summary>
    public TimeSpan BackoffMin { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Short, because an election takes 3 s and the first read after it should not come late.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(1);
}
