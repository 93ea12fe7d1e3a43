namespace FailoverCtl.Simulation.Store;

/// <summary>How the store misbehaves at present. Rates in basis points, times in ms.</summary>
public sealed class StoreTrouble
{
    /// <summary>Above 0: no leader, nothing is answered.</summary>
    public int Down { get; set; }

    /// <summary>Extra time of each request, drawn up to this.</summary>
    public int Slow { get; set; }

    /// <summary>A watch wakes this late at most.</summary>
    public int WatchLag { get; set; } = 3;

    /// <summary>Of writes, lost before they were applied.</summary>
    public int LostBefore { get; set; }

    /// <summary>Of writes, applied, and the reply lost.</summary>
    public int LostAfter { get; set; }

    /// <summary>Of commits, applied late: after the client gave up.</summary>
    public int Late { get; set; }

    public int LateMax { get; set; } = 3_000;

    /// <summary>Of reports, lost before they were written.</summary>
    public int ReportLoss { get; set; }

    /// <summary>So many of the next commits that are applied lose their reply.</summary>
    public int RepliesToLose { get; set; }

    /// <summary>With each of the next commits that are sent the leader dies, for so long, ms.</summary>
    public Queue<int> LeaderDiesFor { get; } = new();
}
