using System.Buffers.Binary;
using System.Net;
using System.Text;
using FailoverCtl.Dns.Answering;
using FailoverCtl.Dns.Zones;
using Xunit;

namespace FailoverCtl.Tests.Core.Dns;

internal sealed record ReadRecord(string Section, string Owner, int Type, int Class, long Ttl, byte[] Data)
{
    public string Address => new IPAddress(Data).ToString();
}

/// <summary>An answer taken apart again, slowly and strictly; throws on anything malformed.</summary>
internal sealed record ReadReply(int Length, int Id, int Flags, string Question, IReadOnlyList<ReadRecord> Records)
{
    public int Code => Flags & 0xF;

    public bool Authoritative => (Flags & 0x0400) != 0;

    public bool Truncated => (Flags & 0x0200) != 0;

    public IEnumerable<ReadRecord> Answers => Records.Where(r => r.Section == "answer");

    public IEnumerable<ReadRecord> Authorities => Records.Where(r => r.Section == "authority");

    public ReadRecord? Opt => Records.SingleOrDefault(r => r.Type == 41);

    public static ReadReply To(
        byte[] query,
        ZoneSnapshot? zone = null,
        Transport transport = Transport.Udp,
        ulong seed = 1
    )
    {
        var buffer = new byte[Responder.TcpBufferBytes];
        query.CopyTo(buffer, 0);
        var reply = Responder.Answer(buffer, query.Length, zone ?? DnsWorld.Snapshot(), ref seed, transport);
        return Parse(buffer[..reply.Length]);
    }

    public static ReadReply Parse(byte[] message)
    {
        var at = 12;
        var question = "";
        if (UInt16(message, 4) == 1)
        {
            question = Name(message, ref at);
            at += 4;
        }

        var records = new List<ReadRecord>();
        foreach (var (section, countAt) in new[] { ("answer", 6), ("authority", 8), ("additional", 10) })
        {
            for (var i = UInt16(message, countAt); i > 0; i--)
            {
                var owner = Name(message, ref at);
                var length = UInt16(message, at + 8);
                records.Add(
                    new(
                        section,
                        owner,
                        UInt16(message, at),
                        UInt16(message, at + 2),
                        BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(at + 4)),
                        Data(message, UInt16(message, at), at + 10, length)
                    )
                );
                at += 10 + length;
            }
        }

        Assert.Equal(message.Length, at);
        return new(message.Length, UInt16(message, 0), UInt16(message, 2), question, records);
    }

    public static string Name(byte[] message, ref int at)
    {
        var text = new StringBuilder();
        var here = at;
        for (var jumps = 0; message[here] != 0; )
        {
            if (message[here] >= 0xC0)
            {
                at = jumps++ == 0 ? here + 2 : at;
                Assert.True(jumps < 5);
                here = UInt16(message, here) & 0x3FFF;
                continue;
            }

            text.Append(Encoding.ASCII.GetString(message, here + 1, message[here])).Append('.');
            here += message[here] + 1;
            at = jumps == 0 ? here : at;
        }

        // The final zero octet, or nothing when a pointer ended the name.
        at = here == at ? at + 1 : at;
        return text.ToString().TrimEnd('.');
    }

    /// <summary>Names in NS and SOA may be compressed: written out, so that data can be compared.</summary>
    private static byte[] Data(byte[] message, int type, int at, int length)
    {
        var end = at + length;
        var expanded = new List<byte>();
        for (
            var names =
                type == 2 ? 1
                : type == 6 ? 2
                : 0;
            names > 0;
            names--
        )
        {
            var name = Name(message, ref at).ToLowerInvariant();
            expanded.AddRange(QueryBytes.Name(name.Length == 0 ? "." : name));
        }

        return [.. expanded, .. message[at..end]];
    }

    private static int UInt16(byte[] message, int at) => BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(at));
}
