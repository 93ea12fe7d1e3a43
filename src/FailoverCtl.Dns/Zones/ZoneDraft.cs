using FailoverCtl.Dns.Wire;

namespace FailoverCtl.Dns.Zones;

/// <summary>The names of a zone while it is being built; freezes into a <see cref="ZoneTable"/>.</summary>
internal sealed class ZoneDraft(byte[] apex)
{
    private readonly SortedDictionary<string, Entry> _names = new(StringComparer.Ordinal);

    /// <summary>Claims a name for one owner.</summary>
    /// <returns>The other owner when the name is taken.</returns>
    public string? Claim(byte[] name, string owner)
    {
        var entry = Of(name);
        if (entry.Owner is not null && entry.Owner != owner)
        {
            return entry.Owner;
        }

        entry.Owner = owner;
        return null;
    }

    public SetDraft Set(byte[] name, RecordType type, int ttlSeconds, bool one = false)
    {
        var sets = Of(name).Sets;
        var set = sets.Find(s => s.Type == type);
        if (set is null)
        {
            set = new(type, ttlSeconds, one);
            sets.Add(set);
        }

        return set;
    }

    public ZoneTable Freeze(byte[] negative)
    {
        AddEmptyNonTerminals();
        List<byte> names = [];
        List<NameNode> nodes = [];
        List<RecordSet> sets = [];
        List<ZoneRecord> records = [];
        List<byte> data = [];
        foreach (var entry in _names.Values)
        {
            nodes.Add(new(names.Count, entry.Wire.Length, sets.Count, entry.Sets.Count));
            names.AddRange(entry.Wire);
            foreach (var set in entry.Sets)
            {
                var (first, total) = (records.Count, 0);
                foreach (var (body, weight) in set.Bodies)
                {
                    total = checked(total + weight);
                    records.Add(new(data.Count, body.Length, total));
                    data.AddRange(body);
                }

                sets.Add(new(set.Type, set.One, first, records.Count - first, total));
            }
        }

        return new([.. names], [.. nodes], [.. sets], [.. records], [.. data], negative);
    }

    /// <summary>A name between the zone and a name with data exists, without data of its own (RFC 8020).</summary>
    private void AddEmptyNonTerminals()
    {
        foreach (var wire in _names.Values.Select(static e => e.Wire).ToArray())
        {
            for (var name = wire; name.Length > apex.Length; name = name[(name[0] + 1)..])
            {
                Of(name);
            }
        }
    }

    private Entry Of(byte[] name)
    {
        var key = Convert.ToHexString(name);
        if (!_names.TryGetValue(key, out var entry))
        {
            _names[key] = entry = new(name);
        }

        return entry;
    }

    private sealed class Entry(byte[] wire)
    {
        public byte[] Wire => wire;

        public string? Owner { get; set; }

        public List<SetDraft> Sets { get; } = [];
    }
}
