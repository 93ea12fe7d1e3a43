using System.Numerics;

namespace FailoverCtl.Probing.Engine;

/// <summary>
/// A timing wheel over the connection table: arming and disarming cost a few assignments, and most deadlines are disarmed.
/// Deadlines beyond one turn stay in their slot until their turn has come.
/// </summary>
internal sealed class Deadlines
{
    /// <summary>ms per slot: a timeout is noticed at most this late.</summary>
    private const int Step = 4;

    private const int Slots = 1_024;

    private readonly int[] _heads = new int[Slots];
    private readonly ulong[] _taken = new ulong[Slots / 64];
    private readonly Connections _connections;
    private long _step;

    public Deadlines(Connections connections, long now)
    {
        _connections = connections;
        _step = now / Step;
        Array.Fill(_heads, -1);
    }

    public void Arm(int index, long at)
    {
        ref var connection = ref _connections[index];
        var step = Math.Max((at + Step - 1) / Step, _step + 1);
        var slot = (int)(step % Slots);
        connection.DueStep = step;
        connection.Before = -1;
        connection.After = _heads[slot];
        if (connection.After >= 0)
        {
            _connections[connection.After].Before = index;
        }

        _heads[slot] = index;
        _taken[slot / 64] |= 1UL << (slot % 64);
    }

    public void Disarm(int index)
    {
        ref var connection = ref _connections[index];
        if (connection.DueStep == 0)
        {
            return;
        }

        var slot = (int)(connection.DueStep % Slots);
        if (connection.After >= 0)
        {
            _connections[connection.After].Before = connection.Before;
        }

        if (connection.Before >= 0)
        {
            _connections[connection.Before].After = connection.After;
        }
        else
        {
            _heads[slot] = connection.After;
            if (connection.After < 0)
            {
                _taken[slot / 64] &= ~(1UL << (slot % 64));
            }
        }

        connection.DueStep = 0;
    }

    /// <summary>When there may be something to take, ms; never late, at most one turn ahead.</summary>
    public long NextAt
    {
        get
        {
            var first = (int)((_step + 1) % Slots);
            for (var words = 0; words <= _taken.Length; words++)
            {
                var word = ((first / 64) + words) % _taken.Length;
                var bits = _taken[word];
                bits &= words == 0 ? ulong.MaxValue << (first % 64) : ulong.MaxValue;
                if (bits != 0)
                {
                    var slot = (word * 64) + BitOperations.TrailingZeroCount(bits);
                    var ahead = (slot - first + Slots) % Slots;
                    return (_step + 1 + ahead) * Step;
                }
            }

            return long.MaxValue;
        }
    }

    /// <summary>Disarms everything that is due and adds it to the list.</summary>
    public void TakeDue(long now, List<int> due)
    {
        var end = now / Step;
        var turn = Math.Min(end - _step, Slots);
        for (var i = 1; i <= turn; i++)
        {
            var slot = (int)((_step + i) % Slots);
            for (var index = _heads[slot]; index >= 0; )
            {
                var next = _connections[index].After;
                if (_connections[index].DueStep <= end)
                {
                    Disarm(index);
                    due.Add(index);
                }

                index = next;
            }
        }

        _step = Math.Max(_step, end);
    }
}
