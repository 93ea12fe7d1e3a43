using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Checking.Records;

/// <summary>One life of one process, from its start event on: what it had read and planned so far.</summary>
internal sealed class Life
{
    /// <summary>A commit follows its plan within seconds; older plans are of no interest.</summary>
    private const int PlansKept = 64;

    private readonly SortedDictionary<AgentId, Heard> _board = [];
    private readonly List<Planned> _plans = [];

    /// <summary>Null when the journal does not show how this life began: then what is missing proves nothing.</summary>
    public StartEvent? Start { get; private set; }

    public Topology? Topology { get; private set; }

    public string TopologyHash { get; private set; } = "";

    /// <summary>The entry that it read last.</summary>
    public LedgerEntry? Ledger { get; private set; }

    public Holds? Holds { get; private set; }

    /// <summary>When it read them, ms.</summary>
    public long HoldsAt { get; private set; }

    /// <summary>The epoch that a DNS role answers; on its disk, so it outlives the process.</summary>
    public WriteEvent? Answered { get; private set; }

    /// <summary>What it said last of its reflex.</summary>
    public ReflexEvent? Reflex { get; private set; }

    /// <summary>The line that began the present mode.</summary>
    public JournalLine? Mode { get; private set; }

    public Heard? Of(AgentId agent) => _board.GetValueOrDefault(agent);

    /// <summary>
    /// The newest plan of this life that asks for that epoch under that name and step: an adoption and the next step of one
    /// plan may both have been proposed on one epoch, and the earlier may be the one that landed.
    /// </summary>
    public Planned? PlanOf(LedgerEntry entry) =>
        _plans.FindLast(p =>
            p.Plan.Id == entry.Plan.Id && p.Plan.Step == entry.Plan.Step && p.Plan.ParentEpoch == entry.Epoch - 1
        );

    /// <summary>The next life begins with nothing: times of two boots cannot be compared.</summary>
    public Life After(JournalLine line)
    {
        switch (line.Event)
        {
            case StartEvent start:
                return new() { Start = start, Answered = Answered };
            case TopologyEvent topology:
                (Topology, TopologyHash) = (topology.Topology, topology.Hash);
                break;
            case ReportEvent heard:
                _board[heard.Report.Agent] = new(heard.Report, line.At, heard.Moved);
                break;
            case PlanEvent planned:
                _plans.Add(new(planned.Plan, line, Holds));
                _plans.RemoveRange(0, Math.Max(0, _plans.Count - PlansKept));
                break;
            case LedgerEvent { Outcome: not LedgerOutcome.Lost } ledger:
                Ledger = ledger.Entry;
                break;
            case HoldsEvent holds:
                (Holds, HoldsAt) = (holds.Holds, line.At);
                break;
            case ModeEvent:
                Mode = line;
                break;
            case WriteEvent { Result: WriteResult.Applied } write when write.Target == Start?.Process:
                Answered = write;
                break;
            case ReflexEvent reflex:
                Reflex = reflex;
                break;
        }

        return this;
    }
}

/// <param name="At">When it was recorded, ms.</param>
/// <param name="Moved">It was written under the reader's eyes; one that was not may have lain in the store for hours.</param>
internal sealed record Heard(Report Report, long At, bool Moved);

/// <param name="Holds">The holds that the author had read when it planned.</param>
internal sealed record Planned(Plan Plan, JournalLine Line, Holds? Holds);
