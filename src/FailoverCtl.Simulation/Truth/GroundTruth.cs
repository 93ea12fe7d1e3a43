using FailoverCtl.Control;
using FailoverCtl.Decision.Machine;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Simulation.Processes;
using FailoverCtl.Simulation.Run;

namespace FailoverCtl.Simulation.Truth;

/// <summary>
/// What only the world knows: whether what was withdrawn really failed, whether the store's history is one history. The
/// journal's own rules are the checker's; these are the ones that no journal can show.
/// </summary>
public sealed class GroundTruth
{
    /// <summary>An endpoint that has served this long, and was reached, is fine, ms.</summary>
    private const long FineAfter = 5_000;

    /// <summary>A proposal rests on a consistent read of the last second (I-12), and is dropped when it could not be recorded
    /// within one interval of those reads; ms.</summary>
    private const long ReadAgeMax = ControlMachine.FreshMilliseconds + Cadence.Fence;

    private readonly Cluster _cluster;
    private readonly List<string> _violations = [];
    private readonly SortedDictionary<string, long> _epochOf = new(StringComparer.Ordinal);
    private long _newest;
    private readonly SortedSet<(string Process, EndpointId Endpoint)> _hidden = [];

    public GroundTruth(Cluster cluster)
    {
        _cluster = cluster;
        cluster.Recorded += Recorded;
        cluster.Store.Committed += Committed;
        cluster.Committing += Committing;
    }

    public IReadOnlyList<string> Violations => _violations;

    private long Now => _cluster.Clock.Now;

    private void Recorded(Process process, JournalEvent item)
    {
        switch (item)
        {
            case PlanEvent { Plan: { Automatic: true } plan }:
                JudgeWithdrawals(process, plan);
                break;
            case ReflexEvent reflex:
                JudgeReflex(process, reflex);
                break;
            case WriteEvent { Result: WriteResult.Applied } write:
                if (_epochOf.TryGetValue(write.Target, out var known) && write.Epoch <= known)
                {
                    Say($"I-09 {write.Target} took epoch {write.Epoch} after {known}");
                }

                _epochOf[write.Target] = write.Epoch;
                break;
            case AnswerEvent { Addresses.IsEmpty: true } answer:
                Say($"I-01 {answer.Server} answers nothing for {answer.Name} {answer.Family}");
                break;
            default:
                break;
        }
    }

    /// <summary>No endpoint that serves leaves the answers unless enough domains saw a real failure, or lied.</summary>
    private void JudgeWithdrawals(Process process, Plan plan)
    {
        // One that starts from an old epoch cannot be committed; what it would change is told by that epoch only.
        if (_cluster.Store.Ledger is not { } ledger || ledger.Value.Epoch != plan.ParentEpoch)
        {
            return;
        }

        foreach (var withdrawal in plan.Next.Latches.Withdrawals)
        {
            var endpoint = withdrawal.Endpoint;
            if (
                ledger.Value.Latches.WithdrawalOf(endpoint) is not null
                || _cluster.World.ServedFor(endpoint) < FineAfter
            )
            {
                continue;
            }

            JudgeVote(
                $"{process.Name} withdraws",
                endpoint,
                plan.Votes.FirstOrDefault(v => v.Subject == endpoint.Value)
            );
        }
    }

    /// <summary>What is newly hidden: the event carries the reports it rests on only then.</summary>
    private void JudgeReflex(Process process, ReflexEvent reflex)
    {
        foreach (var vote in reflex.Heard.IsEmpty ? [] : reflex.Votes)
        {
            var endpoint = EndpointId.Parse(vote.Subject);
            if (!_hidden.Contains((process.Name, endpoint)) && _cluster.World.ServedFor(endpoint) >= FineAfter)
            {
                JudgeVote($"{process.Name} hides", endpoint, vote);
            }
        }

        _hidden.RemoveWhere(h => h.Process == process.Name);
        _hidden.UnionWith(reflex.Hidden.Select(e => (process.Name, e)));
    }

    private void JudgeVote(string who, EndpointId endpoint, Vote? vote)
    {
        var just = vote?.Votes.Count(v => v.Stance == Stance.For && v.Speakers.Any(a => HasGround(a, endpoint))) ?? 0;
        if (vote is null || just < vote.Needed)
        {
            Say(
                $"T-01 {who} {endpoint}, which has served for "
                    + $"{_cluster.World.ServedFor(endpoint)} ms: only {just} of {vote?.Needed} domains had ground"
            );
        }
    }

    private bool HasGround(AgentId id, EndpointId endpoint)
    {
        var agent = _cluster.Agents.First(a => a.Id == id);
        return agent.Lie is not null
            || agent.LiedAt > Now - FineAfter
            || _cluster.World.ReallyFailedAt(agent, endpoint) > Now - FineAfter;
    }

    /// <summary>What a process cannot tell of itself: how old its last consistent read really is, and who else has its name.</summary>
    private void Committing(ControllerProcess process)
    {
        if (Now - process.ReadAskedAt > ReadAgeMax)
        {
            Say($"I-12 {process.Name} proposes on a read that was asked for {Now - process.ReadAskedAt} ms ago");
        }

        if (process.Twin.MovesFor(Cadence.Fence, Now))
        {
            Say($"I-12 {process.Name} proposes although another process moves under its name");
        }
    }

    private void Committed(LedgerEntry? before, LedgerEntry entry, Holds? holds)
    {
        if (entry.Epoch <= _newest)
        {
            Say($"I-15 epoch {entry.Epoch} is used again, there was a {_newest}");
        }

        _newest = Math.Max(_newest, entry.Epoch);
        // What it follows is what the store has lost: no step leads there.
        if (before is null || entry.Cause.Kind == CauseKind.Recovery)
        {
            return;
        }

        var passesTwins =
            _cluster.Twins.Any(t => t.Alive && t.Twin.MovesFor(0, Now))
            && _cluster.Author is { } author
            && _cluster.Twins.All(t => t.Id != author.Id);
        _cluster.Sightings.Add(Sighting.TwinsPassedOver, passesTwins ? 1 : 0);
        if (entry.Epoch != before.Epoch + 1)
        {
            Say($"L epoch {entry.Epoch} follows {before.Epoch}");
        }

        var moved = _cluster
            .Topology.Endpoints.Where(e => Weight(entry.Steering, e) != Weight(before.Steering, e))
            .ToArray();
        if (before.Latches.Freeze is not null && moved.Length > 0 && entry.Cause.Kind != CauseKind.Intent)
        {
            Say($"I-05 epoch {entry.Epoch} moves {moved[0]} while frozen");
        }

        foreach (var endpoint in moved)
        {
            var falls = Weight(entry.Steering, endpoint) < Weight(before.Steering, endpoint);
            if (holds is not null && (holds.Covers(endpoint.Service) || (falls && holds.Covers(endpoint.Site))))
            {
                Say($"I-23 epoch {entry.Epoch} moves {endpoint}, which is held");
            }
        }

        foreach (var set in _cluster.Topology.Endpoints.GroupBy(e => (e.Service, e.Family)))
        {
            if (set.Sum(e => Weight(entry.Steering, e)) != Domain.BasisPoints.Whole)
            {
                Say(
                    $"T-02 epoch {entry.Epoch}: {set.Key.Service} {set.Key.Family} has "
                        + $"{set.Sum(e => Weight(entry.Steering, e))} basis points"
                );
            }
        }
    }

    private int Weight(SteeringMap steering, EndpointId endpoint) => steering.Weight(_cluster.Topology, endpoint);

    private void Say(string what) => _violations.Add($"{Now / 1000.0:0.000} s: {what}");
}
