namespace FailoverCtl.Store;

/// <summary>How sure a read must be.</summary>
public enum ReadMode
{
    /// <summary>From the leader, which may just have been deposed: good for watching, not for deciding.</summary>
    Default,

    /// <summary>From the leader after it asked a majority: the only mode to decide on.</summary>
    Consistent,

    /// <summary>From any server, old by <see cref="StoreAnswer.LastContact"/> or more: to survive a hung leader, or to show.</summary>
    Stale,
}
