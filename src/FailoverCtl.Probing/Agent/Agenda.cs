namespace FailoverCtl.Probing.Agent;

/// <summary>All watched endpoints by the time at which each wants attention: a binary heap that can move its members.</summary>
internal sealed class Agenda
{
    private Watched[] _heap = [];
    private int _count;

    public long NextAt => _count == 0 ? long.MaxValue : _heap[0].DueAt;

    public Watched First => _heap[0];

    public void Reset(IReadOnlyList<Watched> members)
    {
        _heap = new Watched[members.Count];
        _count = 0;
        foreach (var member in members)
        {
            member.Place = _count;
            _heap[_count++] = member;
            Rise(member.Place);
        }
    }

    /// <summary>Call after the member's due time changed.</summary>
    public void Move(Watched member)
    {
        Rise(member.Place);
        Sink(member.Place);
    }

    private void Rise(int at)
    {
        var member = _heap[at];
        while (at > 0)
        {
            var parent = (at - 1) / 2;
            if (_heap[parent].DueAt <= member.DueAt)
            {
                break;
            }

            Put(_heap[parent], at);
            at = parent;
        }

        Put(member, at);
    }

    private void Sink(int at)
    {
        var member = _heap[at];
        while (true)
        {
            var child = (2 * at) + 1;
            if (child >= _count)
            {
                break;
            }

            if (child + 1 < _count && _heap[child + 1].DueAt < _heap[child].DueAt)
            {
                child++;
            }

            if (_heap[child].DueAt >= member.DueAt)
            {
                break;
            }

            Put(_heap[child], at);
            at = child;
        }

        Put(member, at);
    }

    private void Put(Watched member, int at)
    {
        _heap[at] = member;
        member.Place = at;
    }
}
