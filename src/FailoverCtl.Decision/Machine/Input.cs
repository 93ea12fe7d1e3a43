using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Machine;

/// <summary>Something that happened. It carries its own time, monotonic ms of this process: the machine has no clock.</summary>
public abstract record Input(long At);

/// <summary>Time has passed.</summary>
public sealed record Tick(long At) : Input(At);

public sealed record TopologyRead(long At, string Hash, Topology Topology) : Input(At);

/// <summary>The ledger as a watch or a consistent read showed it; null when its key does not exist.</summary>
public sealed record LedgerRead(long At, LedgerEntry? Entry, ulong ModifyIndex) : Input(At)
{
    /// <summary>When a consistent read was asked for; null for a watch, which may lag.</summary>
    public long? AskedAt { get; init; }
}

/// <summary>The holds as a watch or a consistent read showed them; null when their key does not exist.</summary>
public sealed record HoldsRead(long At, Holds? Holds, ulong ModifyIndex) : Input(At)
{
    /// <summary>When a consistent read was asked for; null for a watch, which may lag.</summary>
    public long? AskedAt { get; init; }
}

public sealed record ReportRead(long At, Report Report, ulong ModifyIndex) : Input(At);

/// <summary>The watch of the reports failed: what it brings next may be as old as the interruption was long.</summary>
public sealed record ReportsInterrupted(long At) : Input(At);

public sealed record HeartbeatRead(long At, ControllerStatus Status) : Input(At);

public sealed record IntentRead(long At, Intent Intent, ulong ModifyIndex) : Input(At);

/// <summary>A consistent read of ledger and holds succeeded.</summary>
/// <param name="AskedAt">When it was sent: its age counts from there, never from the reply.</param>
public sealed record StoreAnswered(long At, long AskedAt) : Input(At);

/// <summary>A document of the store could not be understood: damage, never emptiness (I-15).</summary>
public sealed record DocumentDamaged(long At, string Key, string What) : Input(At);

/// <summary>The proposal that was outstanding is settled: a consistent read after it showed what is in force.</summary>
public sealed record ProposalSettled(long At, string PlanId, bool Won) : Input(At);

/// <summary>A DNS server was asked for the epoch that it answers; null when it did not reply.</summary>
public sealed record TargetRead(long At, DnsServerId Server, long? Epoch) : Input(At);

/// <summary>A topology that an intent wants in force, as the store has it.</summary>
/// <param name="Topology">Null when it cannot be read.</param>
/// <param name="Problem">Why not, as a sentence; null when it can.</param>
public sealed record CandidateRead(long At, string Hash, Topology? Topology, string? Problem) : Input(At);
