using System.Buffers.Binary;
using CsCheck;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Probing.Answers;
using Xunit;

namespace FailoverCtl.Tests.Core.Probing;

public class DnsAnswerTests
{
    private static readonly byte[] Query = [0x12, 0x34, .. DnsQuery.Write("www.example.test", DnsType.A)[2..]];
    private static readonly byte[] Good = [192, 0, 2, 1];
    private static readonly byte[] Bad = [192, 0, 2, 99];

    [Fact]
    public void A_question_is_written_as_RFC_1035_wants_it() =>
        Assert.Equal(
            "1234"
                + "0100"
                + "0001"
                + "0000"
                + "0000"
                + "0000"
                + "03777777"
                + "076578616D706C65"
                + "0474657374"
                + "00"
                + "0001"
                + "0001",
            Convert.ToHexString(Query)
        );

    [Fact]
    public void An_answer_with_an_expected_address_is_good() => Assert.Equal(Meaning.Good, Read(Reply(Records(Good))));

    [Fact]
    public void Another_address_beside_it_is_another_content() =>
        Assert.Equal(Meaning.Wrong(Flaw.Content), Read(Reply(Records(Good, Bad))));

    [Fact]
    public void No_address_is_empty() => Assert.Equal(Meaning.Wrong(Flaw.Empty), Read(Reply([])));

    [Fact]
    public void An_alias_before_the_address_is_stepped_over() =>
        Assert.Equal(
            Meaning.Good,
            Read(
                Reply([
                    [0xC0, 12, 0, 5, 0, 1, 0, 0, 0, 9, 0, 3, 1, (byte)'x', 0],
                    .. Records(Good),
                ])
            )
        );

    [Fact]
    public void Without_expected_addresses_NOERROR_is_enough() =>
        Assert.Equal(Meaning.Good, new DnsAnswer(DnsType.A, []).Read(Query, Reply([])));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void An_error_is_another_status(int rcode) =>
        Assert.Equal(Meaning.Wrong(Flaw.Status, rcode), Read(Reply([], flags: 0x8000 | rcode)));

    [Fact]
    public void A_truncated_answer_without_a_record_is_too_large() =>
        Assert.Equal(Meaning.Wrong(Flaw.TooLarge), Read(Reply([], flags: 0x8200)));

    [Fact]
    public void Letters_of_the_other_case_are_the_same_question()
    {
        var reply = Reply(Records(Good));
        reply[13] = (byte)'W';
        Assert.Equal(Meaning.Good, Read(reply));
    }

    [Fact]
    public void What_answers_something_else_is_not_listened_to()
    {
        var (otherId, otherName, question) = (Reply([]), Reply([]), Reply([]));
        otherId[1] ^= 1;
        otherName[14] ^= 1;
        question[2] = 0;
        Assert.Equal([null, null, null, null], new[] { otherId, otherName, question, [] }.Select(r => Read(r)));
    }

    [Fact]
    public void A_record_that_reaches_beyond_the_message_is_malformed()
    {
        var reply = Reply(Records(Good));
        Assert.Equal(Meaning.Wrong(Flaw.Malformed), Read(reply[..^1]));
    }

    [Fact]
    public void Every_mutation_is_read_without_an_exception() =>
        Gen.Select(Gen.Int[0, 60], Gen.Byte, Gen.Int[0, 61])
            .Sample(
                (at, value, length) =>
                {
                    var reply = Reply(Records(Good, Good));
                    reply[at % reply.Length] = value;
                    _ = Read(reply[..Math.Min(length, reply.Length)]);
                }
            );

    private static Meaning? Read(byte[] reply) =>
        new DnsAnswer(DnsType.A, ["192.0.2.1", "192.0.2.2"]).Read(Query, reply);

    private static byte[][] Records(params byte[][] addresses) =>
        [.. addresses.Select(a => (byte[])[0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 30, 0, 4, .. a])];

    private static byte[] Reply(byte[][] records, int flags = 0x8180)
    {
        byte[] reply = [.. Query, .. records.SelectMany(r => r)];
        BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(2), (ushort)flags);
        BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(6), (ushort)records.Length);
        return reply;
    }
}
