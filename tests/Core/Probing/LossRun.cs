using FailoverCtl.Domain.Evidence;
using FailoverCtl.Probing.Agent;

namespace FailoverCtl.Tests.Core.Probing;

/// <summary>Drives a machine fast against endpoints of which each probe is lost by chance; answers take 1 ms.</summary>
internal sealed class LossRun
{
    private readonly AgentMachine _machine = new(new("a1"), 1, 5);
    private readonly Func<bool> _lost;
    private readonly PriorityQueue<(ProbeOrder Order, ProbeOutcome Outcome), long> _results = new();
    private long _now;
    private long _probes;
    private long _rounds;

    public LossRun(Domain.Topology.Topology topology, Func<bool> lost)
    {
        _lost = lost;
        _machine.Follow(topology, "h", 0);
    }

    public double ProbesPerRound => _probes / (double)_rounds;

    /// <summary>One second of every endpoint.</summary>
    public void Step(ref long rounds, ref int falseDowns)
    {
        for (var end = _now + 1_000; _now < end; )
        {
            Send();
            var next = Math.Min(_machine.NextTickAt, _results.TryPeek(out _, out var due) ? due : long.MaxValue);
            _now = Math.Max(_now, next);
            if (due <= _now && _results.TryDequeue(out var result, out _))
            {
                _machine.ProbeCompleted(result.Order.Target, result.Order.Number, result.Outcome, _now);
                falseDowns += result.Order.Target.State == ObservedState.Down ? 1 : 0;
            }
            else
            {
                _machine.Tick(_now);
            }
        }

        rounds += _machine.Targets.Count;
        _rounds = rounds;
    }

    private void Send()
    {
        foreach (var order in _machine.Effects.Probes)
        {
            _probes++;
            var lost = _lost();
            _results.Enqueue(
                (order, lost ? ProbeOutcome.Failed(FailureKind.Timeout) : ProbeOutcome.Good(1)),
                _now + (lost ? order.Target.Probe.TimeoutMilliseconds : 1)
            );
        }

        _machine.Effects.Clear();
    }
}
