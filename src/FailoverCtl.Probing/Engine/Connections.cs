using FailoverCtl.Probing.Answers;

namespace FailoverCtl.Probing.Engine;

/// <summary>All connections of the loop in one table, with a free list. An event of a connection that is gone misses its generation.</summary>
internal sealed class Connections
{
    private readonly Connection[] _table;
    private readonly int[] _free;
    private int _freeCount;

    public Connections(int capacity)
    {
        _table = new Connection[capacity];
        _free = new int[capacity];
        for (var i = capacity - 1; i >= 0; i--)
        {
            _free[_freeCount++] = i;
        }
    }

    public int Capacity => _table.Length;

    public int InUse => _table.Length - _freeCount;

    public ref Connection this[int index] => ref _table[index];

    /// <summary>A fresh entry's index, or -1 when the table is full.</summary>
    public int Open(int fd, Use use, Route? route, long now)
    {
        if (_freeCount == 0)
        {
            return -1;
        }

        var index = _free[--_freeCount];
        ref var connection = ref _table[index];
        var generation = connection.Generation + 1;
        connection = new()
        {
            Fd = fd,
            Use = use,
            Route = route,
            StartedAt = now,
            Generation = generation,
        };
        return index;
    }

    public void Release(int index)
    {
        ref var connection = ref _table[index];
        connection.Use = Use.Free;
        connection.Route = null;
        connection.Request = null;
        connection.Fd = -1;
        _free[_freeCount++] = index;
    }

    public ulong Token(int index) => ((ulong)_table[index].Generation << 32) | (uint)index;

    /// <summary>The index that a token names, or -1 when that connection is gone.</summary>
    public int Find(ulong token)
    {
        var index = (int)(uint)token;
        return index < _table.Length && _table[index].Use != Use.Free && _table[index].Generation == (uint)(token >> 32)
            ? index
            : -1;
    }
}

internal struct Connection
{
    public int Fd;
    public Use Use;
    public uint Generation;
    public Route? Route;
    public long Number;
    public long StartedAt;
    public bool Sent;
    public HttpHead Head;

    /// <summary>Reads the answer where more than its status counts.</summary>
    public HttpAnswer? Answer;

    /// <summary>Sent instead of the route's own request, after a redirection.</summary>
    public byte[]? Request;

    /// <summary>Redirections that were followed.</summary>
    public int Hops;

    /// <summary>An answer has begun.</summary>
    public bool Heard;

    /// <summary>Drawn for each datagram: its answer repeats it.</summary>
    public ulong Nonce;

    /// <summary>A dialogue has the descriptor now.</summary>
    public bool HandedOver;

    /// <summary>Asked of the thread pool at the deadline; 0: not yet.</summary>
    public long Pulse;

    /// <summary>The wheel's; 0: not armed.</summary>
    public long DueStep;
    public int Before;
    public int After;
}

internal enum Use
{
    Free,
    Probe,
    Anchor,

    /// <summary>An idle connection, being made.</summary>
    SentinelOpening,

    /// <summary>An idle connection whose end is a hint.</summary>
    SentinelOpen,

    /// <summary>No connection, only the time until the next try.</summary>
    SentinelWaiting,
}
