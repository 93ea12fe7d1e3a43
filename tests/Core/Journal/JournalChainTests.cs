using System.Text;
using CsCheck;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using Xunit;

namespace FailoverCtl.Tests.Core.Journal;

public sealed class JournalChainTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        var reading = JournalChain.Read(Text(Lines(3)), JournalTip.Start);
        Assert.Null(reading.Fault);
        Assert.Equal([1, 2, 3], reading.Lines.Select(l => l.Sequence));
        Assert.Equal([10, 20, 30], reading.Lines.Select(l => l.At));
        Assert.Equal(new ReadBackEvent("d1", 2), reading.Lines[1].Event);
        Assert.Equal(3, reading.Tip!.Sequence);
    }

    [Fact]
    public void A_reflex_is_read_with_all_that_is_needed_to_judge_it()
    {
        var endpoint = EndpointId.Parse("www/sbg/v4");
        var seen = new Observation(endpoint, ObservedState.Down, FailureKind.Refused, 3, 0, 400);
        var reflex = new ReflexEvent(
            7,
            [endpoint],
            [new("www/sbg/v4", 3, 2, [new(new("rbx"), Stance.For, [new("rbx-1")])])],
            [new(new(new("rbx-1"), 1, 9, "h", false, 3, [seen], []), 40)],
            512,
            ["www/sbg/v4 is left out of the answers"]
        );
        var (line, _) = JournalChain.Write(JournalTip.Start, 10, reflex);
        Assert.Equal(reflex, JournalChain.Read(line, JournalTip.Start).Lines[0].Event);
    }

    [Fact]
    public void A_second_text_continues_the_first()
    {
        var lines = Lines(4);
        var first = JournalChain.Read(Text(lines[..2]), JournalTip.Start);
        var second = JournalChain.Read(Text(lines[2..]), first.Tip);
        Assert.Null(second.Fault);
        Assert.Equal(4, second.Tip!.Sequence);
    }

    [Fact]
    public void A_text_whose_beginning_is_gone_is_believed_when_nothing_is_known_before()
    {
        Assert.Null(JournalChain.Read(Text(Lines(4)[2..]), null).Fault);
    }

    [Fact]
    public void A_text_whose_beginning_is_gone_is_a_deletion_when_the_start_is_known()
    {
        Assert.Equal(
            new JournalFault(JournalFaultKind.Deleted, 1, "sequence 1", "sequence 3"),
            JournalChain.Read(Text(Lines(4)[2..]), JournalTip.Start).Fault
        );
    }

    [Fact]
    public void Cut_at_every_byte_all_whole_lines_before_count_and_the_rest_is_torn()
    {
        var text = Text(Lines(3));
        for (var length = 0; length < text.Length; length++)
        {
            var reading = JournalChain.Read(text.AsSpan(0, length), JournalTip.Start);
            var whole = text.AsSpan(0, length).Count((byte)'\n');
            Assert.Equal(whole, reading.Lines.Count);
            Assert.Equal(length == reading.GoodBytes ? null : JournalFaultKind.Torn, reading.Fault?.Kind);
            Assert.Equal(length == reading.GoodBytes ? 0 : whole + 1, reading.Fault?.Line ?? 0);
        }
    }

    [Fact]
    public void An_altered_line_is_named_with_the_hash_that_its_successor_cites()
    {
        var lines = Lines(4);
        var honest = JournalChain.Read(lines[2], null).Lines[0].Previous;
        lines[1] = Replace(lines[1], "\"seen\":2", "\"seen\":9");
        var reading = JournalChain.Read(Text(lines), JournalTip.Start);
        Assert.Equal(JournalFaultKind.Altered, reading.Fault!.Kind);
        Assert.Equal(2, reading.Fault.Line);
        Assert.Equal($"hash {honest}", reading.Fault.Expected);
        Assert.Single(reading.Lines);
        Assert.Equal(1, reading.Tip!.Sequence);
        Assert.Equal(lines[0].Length, reading.GoodBytes);
    }

    [Fact]
    public void A_line_whose_citation_was_altered_is_named_itself()
    {
        var lines = Lines(4);
        lines[2] = Replace(lines[2], "\"previous\":\"", "\"previous\":\"f");
        var reading = JournalChain.Read(Text(lines), JournalTip.Start);
        Assert.Equal((JournalFaultKind.Altered, 3L), (reading.Fault!.Kind, reading.Fault.Line));
        Assert.Equal(2, reading.Lines.Count);
    }

    [Fact]
    public void A_line_whose_number_was_altered_is_named_itself()
    {
        var lines = Lines(3);
        lines[1] = Replace(lines[1], "\"sequence\":2", "\"sequence\":7");
        Assert.Equal(
            new JournalFault(JournalFaultKind.Altered, 2, "sequence 2", "sequence 7"),
            JournalChain.Read(Text(lines), JournalTip.Start).Fault
        );
    }

    [Fact]
    public void A_deleted_line_is_a_deletion()
    {
        var lines = Lines(4);
        Assert.Equal(
            new JournalFault(JournalFaultKind.Deleted, 2, "sequence 2", "sequence 3"),
            JournalChain.Read(Text([lines[0], lines[2], lines[3]]), JournalTip.Start).Fault
        );
    }

    [Fact]
    public void Exchanged_lines_are_a_reordering()
    {
        var lines = Lines(4);
        Assert.Equal(
            new JournalFault(JournalFaultKind.Reordered, 2, "sequence 2", "sequence 3"),
            JournalChain.Read(Text([lines[0], lines[2], lines[1], lines[3]]), JournalTip.Start).Fault
        );
    }

    [Fact]
    public void A_line_that_stands_twice_is_a_reordering()
    {
        var lines = Lines(2);
        Assert.Equal(
            new JournalFault(JournalFaultKind.Reordered, 3, "sequence 3", "sequence 2"),
            JournalChain.Read(Text([lines[0], lines[1], lines[1]]), JournalTip.Start).Fault
        );
    }

    [Fact]
    public void A_whole_line_that_is_no_journal_line_is_unreadable_not_torn()
    {
        var reading = JournalChain.Read(Text([Lines(1)[0], "what?\n"u8.ToArray()]), JournalTip.Start);
        Assert.Equal((JournalFaultKind.Unreadable, 2L), (reading.Fault!.Kind, reading.Fault.Line));
    }

    [Fact]
    public void An_event_of_a_later_version_is_unreadable()
    {
        var line = Replace(Lines(1)[0], "\"readback\"", "\"prophecy\"");
        Assert.Equal(JournalFaultKind.Unreadable, JournalChain.Read(line, JournalTip.Start).Fault!.Kind);
    }

    [Fact]
    public void No_single_flipped_bit_before_the_last_line_goes_unnoticed()
    {
        var text = Text(Lines(5));
        var last = text.AsSpan(0, text.Length - 1).LastIndexOf((byte)'\n') + 1;
        Gen.Select(Gen.Int[0, last - 1], Gen.Int[0, 7])
            .Sample(
                (at, bit) =>
                {
                    var bad = (byte[])text.Clone();
                    bad[at] ^= (byte)(1 << bit);
                    return JournalChain.Read(bad, JournalTip.Start).Fault is not null;
                },
                iter: 2_000
            );
    }

    private static byte[][] Lines(int count)
    {
        var lines = new byte[count][];
        var tip = JournalTip.Start;
        for (var i = 0; i < count; i++)
        {
            (lines[i], tip) = JournalChain.Write(tip, (i + 1) * 10, new ReadBackEvent("d1", i + 1));
        }

        return lines;
    }

    private static byte[] Text(byte[][] lines) => [.. lines.SelectMany(l => l)];

    private static byte[] Replace(byte[] line, string what, string with)
    {
        var text = Encoding.UTF8.GetString(line);
        Assert.Contains(what, text);
        return Encoding.UTF8.GetBytes(text.Replace(what, with));
    }
}
