using FailoverCtl.Dns.Wire;

namespace FailoverCtl.Dns.Zones;

/// <summary>Names to record sets: open addressing over wire-format lowercase names, at most half full.</summary>
internal sealed class ZoneTable
{
    private readonly byte[] _names;
    private readonly NameNode[] _nodes;

    /// <summary>Index into the nodes plus one; zero is a free slot.</summary>
    private readonly int[] _slots;

    private readonly RecordSet[] _sets;
    private readonly ZoneRecord[] _records;
    private readonly byte[] _data;
    private readonly byte[] _negative;

    public ZoneTable(
        byte[] names,
        NameNode[] nodes,
        RecordSet[] sets,
        ZoneRecord[] records,
        byte[] data,
        byte[] negative
    )
    {
        (_names, _nodes, _sets, _records, _data, _negative) = (names, nodes, sets, records, data, negative);
        var size = 4;
        while (size < nodes.Length * 2)
        {
            size *= 2;
        }

        _slots = new int[size];
        Span<byte> lower = stackalloc byte[WireName.BytesMax];
        for (var i = 0; i < nodes.Length; i++)
        {
            var hash = WireName.Fold(NameOf(nodes[i]), lower);
            while (_slots[hash & (uint)(size - 1)] != 0)
            {
                hash++;
            }

            _slots[hash & (uint)(size - 1)] = i + 1;
        }
    }

    /// <summary>The SOA as it stands in the authority section of negative answers, without its owner (RFC 2308 section 3).</summary>
    public ReadOnlySpan<byte> Negative => _negative;

    /// <returns>The record sets of the name, none for an empty non-terminal; false: the name does not exist.</returns>
    public bool TryFind(scoped ReadOnlySpan<byte> lower, uint hash, out ReadOnlySpan<RecordSet> sets)
    {
        var mask = (uint)(_slots.Length - 1);
        for (var slot = _slots[hash & mask]; slot != 0; slot = _slots[++hash & mask])
        {
            ref readonly var node = ref _nodes[slot - 1];
            if (NameOf(node).SequenceEqual(lower))
            {
                sets = _sets.AsSpan(node.FirstSet, node.SetCount);
                return true;
            }
        }

        sets = default;
        return false;
    }

    public ReadOnlySpan<ZoneRecord> RecordsOf(in RecordSet set) => _records.AsSpan(set.First, set.Count);

    /// <summary>TYPE, CLASS, TTL, RDLENGTH and RDATA, ready to follow an owner name.</summary>
    public ReadOnlySpan<byte> BodyOf(in ZoneRecord record) => _data.AsSpan(record.Start, record.Length);

    /// <summary>Every record of the zone, by owner; addresses that a draw would choose from, too.</summary>
    public IEnumerable<OwnedRecord> All()
    {
        foreach (var node in _nodes)
        {
            foreach (var set in _sets.Skip(node.FirstSet).Take(node.SetCount))
            {
                foreach (var record in _records.Skip(set.First).Take(set.Count))
                {
                    yield return new(
                        _names.AsMemory(node.Start, node.Length),
                        set.Type,
                        _data.AsMemory(record.Start, record.Length)
                    );
                }
            }
        }
    }

    private ReadOnlySpan<byte> NameOf(in NameNode node) => _names.AsSpan(node.Start, node.Length);
}

internal readonly record struct NameNode(int Start, int Length, int FirstSet, int SetCount);

/// <param name="One">One record per answer, drawn by weight; otherwise all, and the draw only says which comes first.</param>
/// <param name="TotalWeight">Above zero: a set is never empty (I-01).</param>
internal readonly record struct RecordSet(RecordType Type, bool One, int First, int Count, int TotalWeight);

/// <param name="WeightSoFar">Weights of this and all earlier records of its set.</param>
internal readonly record struct ZoneRecord(int Start, int Length, int WeightSoFar);

/// <param name="Body">TYPE, CLASS, TTL, RDLENGTH and RDATA, ready to follow the owner.</param>
internal readonly record struct OwnedRecord(ReadOnlyMemory<byte> Owner, RecordType Type, ReadOnlyMemory<byte> Body);
