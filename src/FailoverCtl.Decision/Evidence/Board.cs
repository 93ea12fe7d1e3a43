using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Evidence;

/// <summary>The newest report of each agent, aged by the receiver's own monotonic clock (I-07).</summary>
public sealed class Board
{
    /// <summary>A report counts for this many heartbeat intervals (I-07).</summary>
    private const int IntervalsThatCount = 3;

    private readonly SortedDictionary<AgentId, ReceivedReport> _reports = [];
    private readonly SortedSet<AgentId> _watched = [];
    private long _since = long.MaxValue;

    public IEnumerable<ReceivedReport> All => _reports.Values;

    /// <summary>Takes a report; an older sequence of the same boot, or an older write, is ignored.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Take(Report report, long at, ulong modifyIndex)
    {
        if (
            _reports.TryGetValue(report.Agent, out var known)
            && (
                modifyIndex <= known.ModifyIndex
                || (known.Report.Boot == report.Boot && report.Sequence <= known.Report.Sequence)
            )
        )
        {
            return false;
        }

        _since = Math.Min(_since, at);
        _reports[report.Agent] = new(report, at, modifyIndex, Moved: !_watched.Add(report.Agent));
        return true;
    }

    /// <summary>
    /// Takes a report that was not read from the store. Its order is that of arrival, so it is for one source per agent that
    /// hands over one report after another: what comes later was said later, also by another boot.
    /// </summary>
    /// <returns>Whether it is new.</returns>
    public bool Take(Report report, long at) => Take(report, at, (Of(report.Agent)?.ModifyIndex ?? 0) + 1);

    public ReceivedReport? Of(AgentId agent) => _reports.GetValueOrDefault(agent);

    /// <summary>
    /// The watch was interrupted: what it hands over next may have been written at any time since, so that the next report of
    /// each agent is as the first one at the start (I-07).
    /// </summary>
    public void Interrupt() => _watched.Clear();

    /// <summary>Everything as at the start: the store that these came from is gone, its indexes mean nothing any more.</summary>
    public void Forget()
    {
        _reports.Clear();
        _watched.Clear();
        _since = long.MaxValue;
    }

    /// <summary>
    /// Young enough, and written under this process's eyes: what lay in the store when its watch began may be hours old.
    /// </summary>
    public static bool IsFresh(ReceivedReport received, Policy policy, long now) =>
        received.Moved && now - received.At <= Window(policy);

    /// <summary>Nothing from it for a whole window, of which this process has watched all.</summary>
    public bool IsSilent(AgentId agent, Policy policy, long now) =>
        (Of(agent) is not { } received || now - received.At > Window(policy)) && now - Window(policy) > _since;

    /// <summary>The newest fresh report of an agent that can see; null when it is silent or blind.</summary>
    public ReceivedReport? Sighted(AgentId agent, Policy policy, long now) =>
        Of(agent) is { } received && IsFresh(received, policy, now) && !received.Report.Blind ? received : null;

    /// <summary>What an agent's newest report says of an endpoint, as a stance (I-06, I-16, I-28).</summary>
    public Stance StanceOf(AgentId agent, EndpointId endpoint, string topologyHash, Policy policy, long now)
    {
        if (Sighted(agent, policy, now) is not { } received)
        {
            return Stance.Abstain;
        }

        return received.Find(endpoint) is { } seen ? StanceOf(seen, policy)
            : received.Report.TopologyHash == topologyHash ? Stance.Against
            : Stance.Abstain;
    }

    private static long Window(Policy policy) => (long)IntervalsThatCount * policy.ReportIntervalMilliseconds;

    private static Stance StanceOf(Observation seen, Policy policy) =>
        seen.State switch
        {
            ObservedState.Up => Stance.Against,
            ObservedState.Unknown or ObservedState.Suspect => Stance.Abstain,
            ObservedState.Down => IsAgainst(seen, policy) ? Stance.For : Stance.Abstain,
        };

    /// <summary>Loss counts at once; a wrong answer only when it has lasted; shedding load never does.</summary>
    private static bool IsAgainst(Observation seen, Policy policy) =>
        seen.Kind.MeansLoss()
        || (seen.Kind == FailureKind.WrongAnswer && seen.ForMilliseconds >= policy.SoftHoldMilliseconds);
}

/// <param name="At">When it was received, monotonic ms of the receiver.</param>
/// <param name="ModifyIndex">The store's index of this write: a total order even between boots.</param>
/// <param name="Moved">It is not the first of its agent that the uninterrupted watch of this process brought.</param>
public sealed record ReceivedReport(Report Report, long At, ulong ModifyIndex, bool Moved)
{
    public Observation? Find(EndpointId endpoint)
    {
        var span = Report.Unhealthy.AsSpan();
        var (low, high) = (0, span.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = span[middle].Endpoint.CompareTo(endpoint);
            if (order == 0)
            {
                return span[middle];
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }
}
