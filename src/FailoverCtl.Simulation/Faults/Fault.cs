namespace FailoverCtl.Simulation.Faults;

/// <summary>Something that goes wrong, or that a person does, from one moment to another.</summary>
/// <param name="At">True ms.</param>
/// <param name="For">How long, ms; what happens in a moment has 0.</param>
/// <param name="Subject">What it happens to: a site, an endpoint, a process; empty where the kind says it all.</param>
/// <param name="Amount">Kind's own measure: a period, a rate, a skew.</param>
public sealed record Fault(long At, long For, FaultKind Kind, string Subject, int Amount = 0)
{
    public string What =>
        $"{Kind} {Subject}" + (For > 0 ? $" for {For / 1000.0:0.000} s" : "") + (Amount != 0 ? $" ({Amount})" : "");

    public override string ToString() => $"{At / 1000.0, 7:0.000} s  {What}";
}

/// <summary>What can happen. Each kind is one row of the fault catalogue, or a part of one.</summary>
public enum FaultKind
{
    /// <summary>Power loss: no packet, and all that runs there is dead.</summary>
    SiteDark,

    /// <summary>The same, and the store's leader burns with it: no leader for Amount ms.</summary>
    SiteDarkWithLeader,

    /// <summary>No packet in or out, all that runs there goes on.</summary>
    SiteIsolated,

    /// <summary>All origins there are killed: refused, idle connections closed.</summary>
    SiteRefuses,

    /// <summary>All origins there hang.</summary>
    SiteHangs,
    OriginRefuses,
    OriginHangs,
    OriginAnswersWrong,
    OriginSheds,

    /// <summary>Refuses and serves in turns of Amount ms.</summary>
    OriginFlaps,

    /// <summary>One service fails everywhere: a bad release.</summary>
    ServiceRefuses,

    /// <summary>All origins everywhere, within a skew of Amount ms.</summary>
    EverythingRefuses,
    AgentKilled,
    AgentPaused,

    /// <summary>Killed and started again each second.</summary>
    AgentCrashLoop,

    /// <summary>Its uplink is cut: it reaches nothing outside its own site.</summary>
    AgentBlind,
    AgentSaysAllDown,
    AgentSaysSiteDown,
    AgentSaysAllUp,
    ControllerKilled,
    ControllerPaused,
    ControllerCrashLoop,
    AuthorKilled,
    AuthorPaused,

    /// <summary>The next commit of the subject is sent Amount ms after it was decided.</summary>
    PausedAtCommit,
    CutFromStore,

    /// <summary>The store hears it, it hears nothing.</summary>
    DeafToStore,
    CutFromDns,
    JournalBroken,
    DnsKilled,
    StoreDown,

    /// <summary>Each request takes up to Amount ms longer.</summary>
    StoreSlow,
    SitesCut,
    SiteCutOneWay,
    Drain,
    Undrain,
    Hold,
    Free,
    Release,

    // From here on: drawn by families only, so that what a seed draws without one stays the same.

    /// <summary>The next Amount commits that are applied lose their reply.</summary>
    RepliesLost,

    /// <summary>Whoever next comes to the boundary of that name is stopped there for Amount ms.</summary>
    PausedAtBoundary,

    /// <summary>A second process under the name of the subject. In the end it dies; with Amount 1 the first one does, for good.</summary>
    Twin,

    /// <summary>The subject's watches of Amount (the number of the documents) lag by one query.</summary>
    WatchBehind,

    /// <summary>Each query of the subject's watches is made Amount ms late.</summary>
    WatchLate,

    /// <summary>The next version of the topology is applied.</summary>
    TopologyApplied,

    /// <summary>A topology that the subject does not have comes Amount ms late.</summary>
    TopologyLate,

    /// <summary>The ledger has another schema for a while.</summary>
    OtherSchema,

    /// <summary>The store's leader dies.</summary>
    LeaderKilled,

    /// <summary>The store's leader dies, for Amount ms, while the next commit is on its way to it.</summary>
    LeaderKilledAtCommit,

    /// <summary>All servers of the store but one die.</summary>
    QuorumLost,

    /// <summary>An operator drains the subject for Amount ms.</summary>
    DrainWithAnEnd,

    /// <summary>An operator asks controllers to bring the next version of the topology into force.</summary>
    TopologyAsked,
}
