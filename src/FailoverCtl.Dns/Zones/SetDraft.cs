using System.Buffers.Binary;
using FailoverCtl.Dns.Wire;

namespace FailoverCtl.Dns.Zones;

/// <summary>A record set while the zone is being built. Equal data is merged: a set has no duplicates (RFC 2181 section 5).</summary>
internal sealed class SetDraft(RecordType type, int ttlSeconds, bool one)
{
    private readonly List<(byte[] Data, int Weight)> _records = [];

    public RecordType Type => type;

    public bool One => one;

    public int Count => _records.Count;

    public void Add(byte[] data, int weight)
    {
        var same = _records.FindIndex(r => r.Data.AsSpan().SequenceEqual(data));
        if (same < 0)
        {
            _records.Add((data, weight));
        }
        else
        {
            _records[same] = (data, _records[same].Weight + weight);
        }
    }

    /// <summary>Bytes of an answer that carries the whole set, with the longest question and OPT.</summary>
    public int AnswerBytes =>
        MessageHeader.Bytes
        + WireName.BytesMax
        + 4
        + MessageHeader.OptBytes
        + _records.Sum(static r => 2 + MessageHeader.RecordFixedBytes + r.Data.Length);

    public IEnumerable<(byte[] Body, int Weight)> Bodies =>
        _records.Select(r => (Body(type, ttlSeconds, r.Data), r.Weight));

    /// <summary>A record without its owner name.</summary>
    public static byte[] Body(RecordType type, int ttlSeconds, ReadOnlySpan<byte> data)
    {
        var body = new byte[MessageHeader.RecordFixedBytes + data.Length];
        BinaryPrimitives.WriteUInt16BigEndian(body, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(2), MessageHeader.ClassIn);
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(4), ttlSeconds);
        BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(8), checked((ushort)data.Length));
        data.CopyTo(body.AsSpan(MessageHeader.RecordFixedBytes));
        return body;
    }
}
