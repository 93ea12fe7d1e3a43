using System.Buffers.Binary;
using FailoverCtl.Dns.Wire;

namespace FailoverCtl.Dns.Answering;

/// <summary>What an asker says in its OPT record (RFC 6891 section 6.1).</summary>
/// <param name="Version">0 is the only one that exists.</param>
/// <param name="DnssecOk">The DO bit, which is copied into the answer (RFC 3225 section 3).</param>
internal readonly record struct EdnsAsk(bool IsThere, byte Version, ushort SizeBytes, bool DnssecOk)
{
    private const int DnssecOkBit = 0x80;

    /// <summary>What may be sent over UDP: a size below 512 counts as 512 (section 6.2.5).</summary>
    public int UdpBytes => Math.Clamp((int)SizeBytes, MessageHeader.PlainUdpBytes, MessageHeader.EdnsUdpBytes);

    /// <param name="record">An OPT record without its owner.</param>
    public static EdnsAsk Read(ReadOnlySpan<byte> record) =>
        new(true, record[5], BinaryPrimitives.ReadUInt16BigEndian(record[2..]), (record[6] & DnssecOkBit) != 0);

    /// <returns>True when the options fill the record's data exactly.</returns>
    public static bool OptionsFit(ReadOnlySpan<byte> record)
    {
        var options = record[MessageHeader.RecordFixedBytes..];
        while (options.Length >= 4)
        {
            var length = 4 + BinaryPrimitives.ReadUInt16BigEndian(options[2..]);
            if (length > options.Length)
            {
                return false;
            }

            options = options[length..];
        }

        return options.IsEmpty;
    }

    /// <summary>The OPT record of an answer: nothing of the asker's is echoed but the DO bit.</summary>
    public void WriteAnswer(Span<byte> opt, Rcode code)
    {
        opt.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(opt[1..], (ushort)RecordType.Opt);
        BinaryPrimitives.WriteUInt16BigEndian(opt[3..], MessageHeader.EdnsUdpBytes);
        opt[5] = (byte)((int)code >> 4);
        opt[7] = DnssecOk ? (byte)DnssecOkBit : (byte)0;
    }
}
