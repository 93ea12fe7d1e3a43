namespace FailoverCtl.Simulation.Run;

/// <summary>What can be seen to have happened in a run, so that no test of it is empty.</summary>
public enum Sighting
{
    /// <summary>A commit was applied and its reply never came.</summary>
    ReplyLost,

    /// <summary>The author of such a commit read it back and recorded it as its own.</summary>
    LostReplyOwned,

    /// <summary>A commit was applied after its sender had given up.</summary>
    AppliedLate,

    /// <summary>A commit lost at the cas.</summary>
    CommitLost,
    PausedBeforeSend,
    PausedAfterSend,
    PausedAfterReply,
    PausedBeforeRecord,

    /// <summary>A process went on after such a pause, and another had committed meanwhile.</summary>
    WokeToAnother,

    /// <summary>A controller saw the heartbeat of its twin move.</summary>
    TwinSeenByFirst,
    TwinSeenBySecond,

    /// <summary>An epoch by a third controller while two twins moved.</summary>
    TwinsPassedOver,
    ReportsBehind,
    LedgerBehind,
    HoldsBehind,

    /// <summary>A controller had read an epoch that cites another topology than the one it has.</summary>
    OtherTopology,
    TopologyApplied,

    /// <summary>A controller had read an epoch of another schema.</summary>
    OtherSchema,
    LeaderLost,
    LeaderElected,

    /// <summary>No server of a stretched store could lead.</summary>
    QuorumLost,

    /// <summary>A default watch failed with its leader.</summary>
    WatchFailed,

    /// <summary>A stale watch brought what another watch of the same process had brought before.</summary>
    StaleLagged,

    /// <summary>A controller said that coordination is lost, after it had it.</summary>
    CoordinationLost,

    /// <summary>A controller brought a topology into force that an operator had asked for.</summary>
    TopologyTakenUp,

    /// <summary>A controller ended a drain whose time was over.</summary>
    DrainEnded,
}

/// <summary>How often each was seen.</summary>
public sealed class Sightings
{
    private readonly SortedDictionary<Sighting, int> _counts = [];

    public int this[Sighting sighting] => _counts.GetValueOrDefault(sighting);

    public void Add(Sighting sighting, int count = 1) => _counts[sighting] = this[sighting] + count;

    public override string ToString() =>
        string.Join(' ', _counts.Where(c => c.Value > 0).Select(c => $"{c.Key}={c.Value}"));
}
