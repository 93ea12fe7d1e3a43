using FailoverCtl.Control.Ports;
using FailoverCtl.Decision.Machine;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Control;

/// <summary>
/// The one loop: feeds the machine, makes its events durable, runs its effects. Single-threaded and without awaiting
/// anything, so that production drives it from a thread of its own and the simulator from virtual time.
/// </summary>
public sealed class ControlLoop(
    Self self,
    IStorePort store,
    ITargetPort targets,
    IJournalPort journal,
    IAlarmPort alarms,
    int seed
)
{
    private readonly ControlMachine _machine = new(self);
    private readonly Random _random = new(seed);

    private Topology? _topology;
    private Ready? _unrecorded;
    private long _readyAt;
    private Outstanding? _commit;
    private bool _fenceAsked;
    private long _fenceAt = long.MinValue / 2;
    private long _beatAt = long.MinValue / 2;
    private long _readBackAt = long.MinValue / 2;
    private long _counter;

    /// <summary>For the status page and the tests: what this controller thinks.</summary>
    public ControlMachine Machine => _machine;

    /// <summary>Something was read or happened.</summary>
    public void Handle(Input input)
    {
        if (input is TopologyRead read)
        {
            _topology = read.Topology;
        }

        _machine.Step(input);
        Run(input.At);
    }

    /// <summary>A consistent read that was asked for has come.</summary>
    public void FenceRead(long now, long askedAt, LedgerRead ledger, HoldsRead holds)
    {
        _fenceAsked = false;
        _machine.Step(ledger with { AskedAt = askedAt });
        _machine.Step(holds with { AskedAt = askedAt });
        _machine.Step(new StoreAnswered(now, askedAt));
        Settle(now, askedAt, ledger.Entry);
        Run(now);
    }

    /// <summary>A consistent read failed or took too long; the next tick asks again.</summary>
    public void FenceFailed(long now)
    {
        _fenceAsked = false;
        Run(now);
    }

    /// <summary>The commit has been answered, or its time is over. What was answered does not matter: the ledger is the
    /// only witness, so it is read again.</summary>
    public void CommitReplied(long now, string proposal)
    {
        if (_commit is { } commit && commit.Proposal == proposal)
        {
            _commit = commit with { RepliedAt = now };
            AskFence(now);
        }
    }

    public void Tick(long now)
    {
        if (!_fenceAsked && now - _fenceAt >= Cadence.Fence)
        {
            AskFence(now);
        }

        if (now - _beatAt >= Cadence.Heartbeat)
        {
            _beatAt = now;
            store.Publish(Status(now));
        }

        ReadBack(now);
        _machine.Step(new Tick(now));
        Run(now);
    }

    /// <summary>What this controller publishes of itself.</summary>
    public ControllerStatus Status(long now) =>
        new(
            self.Id,
            self.Boot,
            ++_counter,
            self.Site,
            _machine.Ledger?.ModifyIndex ?? 0,
            _machine.Ledger?.Entry.Epoch ?? 0,
            _machine.ElapsedMilliseconds(now),
            _machine.TargetStatuses,
            _machine.Conditions,
            _machine.Waiting
        )
        {
            Stopped = _machine.Stopped,
        };

    private void Run(long now)
    {
        while ((_unrecorded ?? _machine.TakeReady(now)) is { } ready)
        {
            _readyAt = _unrecorded is null ? now : _readyAt;
            _unrecorded = ready;
            if (journal.Append(ready.Events, now) is { } failure)
            {
                // Nothing is done that is not on record (F-32); the next tick tries again.
                alarms.Raise($"the journal cannot be written: {failure}; nothing will be committed until it can");
                return;
            }

            _unrecorded = null;
            _machine.Advance(ready);
            foreach (var effect in ready.Effects)
            {
                Run(effect, now);
            }
        }
    }

    private void Run(Effect effect, long now)
    {
        switch (effect)
        {
            case Propose stale when now - _readyAt > Cadence.Fence:
                // It was decided before the journal could take it: the world has moved on (F-31, F-32).
                _machine.Step(new ProposalSettled(now, stale.Plan.Id, Won: false));
                break;
            case Propose propose:
                var proposal = $"{self.Id}-{_random.NextInt64():x16}";
                _commit = new(propose.Plan.Id, proposal, null);
                store.Commit(
                    new(
                        propose.Draft with
                        {
                            Proposal = proposal,
                        },
                        propose.Plan,
                        propose.LedgerIndex,
                        propose.HoldsIndex,
                        propose.Intents,
                        now
                    )
                );
                break;
            case AnswerIntent answer:
                store.Answer(answer.Change);
                break;
            case Alarm alarm:
                alarms.Raise(alarm.What);
                break;
            default:
                throw new InvalidOperationException(
                    $"an effect of a kind that the loop does not know: {effect.GetType().Name} at {now}"
                );
        }
    }

    /// <summary>Only a read that was asked for after the reply can tell whether the proposal is in force.</summary>
    private void Settle(long now, long askedAt, LedgerEntry? inForce)
    {
        if (_commit is { RepliedAt: { } repliedAt } commit && askedAt >= repliedAt)
        {
            _commit = null;
            var won = inForce?.Proposal == commit.Proposal;
            _machine.Step(new ProposalSettled(now, commit.PlanId, won));
            if (won)
            {
                _readBackAt = long.MinValue / 2;
                ReadBack(now);
            }
        }
    }

    private void AskFence(long now)
    {
        _fenceAt = now;
        _fenceAsked = true;
        store.ReadFence(now);
    }

    private void ReadBack(long now)
    {
        if (_topology is null || _machine.Ledger is not { } ledger)
        {
            return;
        }

        var level =
            _machine.TargetStatuses.Count > 0
            && _machine.TargetStatuses.All(t => !t.Reached || t.SeenEpoch >= ledger.Entry.Epoch);
        if (now - _readBackAt < (level || !_machine.IsAuthor ? Cadence.ReadBack : Cadence.ReadBackHurried))
        {
            return;
        }

        _readBackAt = now;
        foreach (var server in _topology.DnsServers.Values)
        {
            targets.AskEpoch(server);
        }
    }

    private sealed record Outstanding(string PlanId, string Proposal, long? RepliedAt);
}
