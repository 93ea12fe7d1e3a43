using FailoverCtl.Decision.Machine;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Simulation.Processes;

/// <summary>What one life has seen of another process under its own name, true ms.</summary>
public sealed class TwinWatch
{
    private const long Never = long.MinValue / 2;

    private long _boot;
    private long _counter;
    private long _since = Never;
    private long _movedAt = Never;

    /// <summary>How often it was seen to move.</summary>
    public int Moves { get; private set; }

    /// <summary>A heartbeat under the own name and another boot; the first that is seen may be of a dead one.</summary>
    /// <returns>Whether it moved.</returns>
    public bool See(ControllerStatus status, long now)
    {
        var known = _boot != 0;
        var moved = known && (status.Boot != _boot || status.Counter > _counter);
        if (!known || moved)
        {
            (_boot, _counter) = (status.Boot, status.Counter);
        }

        if (moved)
        {
            _since = now - _movedAt < Peers.StallMilliseconds ? _since : now;
            _movedAt = now;
            Moves++;
        }

        return moved;
    }

    /// <summary>It moved before the eyes of this life, at least that long without a break, and still does.</summary>
    public bool MovesFor(long milliseconds, long now) =>
        now - _movedAt < Peers.StallMilliseconds && now - _since >= milliseconds;
}
