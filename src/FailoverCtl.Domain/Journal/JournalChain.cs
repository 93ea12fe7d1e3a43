using System.Security.Cryptography;
using System.Text.Json;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Json;

namespace FailoverCtl.Domain.Journal;

/// <summary>Where a chain stands: what the next line must continue.</summary>
/// <param name="Sequence">Of the last line; 0 before the first.</param>
/// <param name="Hash">SHA-256 of the last line's text without its newline, lowercase hex; empty before the first.</param>
public sealed record JournalTip(long Sequence, string Hash)
{
    public static JournalTip Start { get; } = new(0, "");
}

/// <summary>What is wrong with a journal's text.</summary>
public enum JournalFaultKind
{
    /// <summary>The last record has no end: the power went while it was written. Everything before it counts.</summary>
    Torn,

    /// <summary>A whole line that is no journal line.</summary>
    Unreadable,

    /// <summary>A line whose text is not the one that the next line cites.</summary>
    Altered,

    /// <summary>Lines are missing.</summary>
    Deleted,

    /// <summary>The lines are all there, or some stand twice, but not in their order.</summary>
    Reordered,
}

/// <param name="Line">Number of the line in its text, from 1; 0: the last line of the file before.</param>
public sealed record JournalFault(JournalFaultKind Kind, long Line, string Expected, string Found)
{
    public string Sentence =>
        $"line {Line} is {Kind.ToString().ToLowerInvariant()}: expected {Expected}, found {Found}";
}

/// <summary>The good beginning of a text, and what ended it.</summary>
/// <param name="Tip">After the last good line; null when there was none and nothing was known before.</param>
/// <param name="GoodBytes">Length of the good beginning.</param>
/// <param name="Fault">Null when all of the text is good.</param>
public sealed record JournalReading(
    EquatableArray<JournalLine> Lines,
    JournalTip? Tip,
    long GoodBytes,
    JournalFault? Fault
);

/// <summary>
/// Events as lines of text in which each line cites the hash of the one before, so that what was altered, removed or moved
/// later shows. The very last line is covered by nobody: its alteration shows only if it no longer parses.
/// </summary>
public static class JournalChain
{
    private const byte Newline = (byte)'\n';

    /// <summary>The line with its newline, and the tip after it.</summary>
    /// <param name="at">Monotonic ms of the process.</param>
    public static (byte[] Line, JournalTip Tip) Write(JournalTip before, long at, JournalEvent item)
    {
        var line = new JournalLine(before.Sequence + 1, at, before.Hash, item);
        var text = JsonSerializer.SerializeToUtf8Bytes(line, DomainJson.Default.JournalLine);
        return ([.. text, Newline], new(line.Sequence, HashOf(text)));
    }

    /// <summary>Reads until the end or the first fault.</summary>
    /// <param name="before">What the text must continue; null: unknown, its first line is believed.</param>
    public static JournalReading Read(ReadOnlySpan<byte> text, JournalTip? before)
    {
        var lines = new List<JournalLine>();
        var (tip, tipBefore) = (before, before);
        var (at, atBefore) = (0, 0);
        while (at < text.Length)
        {
            var length = text[at..].IndexOf(Newline);
            if (length < 0)
            {
                var torn = $"{text.Length - at} bytes without a newline";
                return Until(new(JournalFaultKind.Torn, lines.Count + 1, "its end", torn));
            }

            var raw = text.Slice(at, length);
            if (Parse(raw, out var why) is not { } line)
            {
                return Until(new(JournalFaultKind.Unreadable, lines.Count + 1, "a journal line", why));
            }

            if (tip is not null && line.Previous != tip.Hash && line.Sequence == tip.Sequence + 1)
            {
                if (lines.Count > 0 && !IsCited(raw, text[(at + length + 1)..]))
                {
                    return Until(Altered(lines.Count + 1, $"previous {tip.Hash}", line.Previous));
                }

                var fault = Altered(lines.Count, $"hash {line.Previous}", tip.Hash);
                return lines.Count == 0
                    ? Until(fault)
                    : new(lines.SkipLast(1).ToEquatableArray(), tipBefore, atBefore, fault);
            }

            if (tip is not null && line.Sequence != tip.Sequence + 1)
            {
                return Until(Misplaced(line, tip, lines.Count + 1, text[(at + length + 1)..]));
            }

            lines.Add(line);
            (tipBefore, atBefore) = (tip, at);
            (tip, at) = (new(line.Sequence, HashOf(raw)), at + length + 1);
        }

        return Until(null);

        JournalReading Until(JournalFault? fault) => new(lines.ToEquatableArray(), tip, at, fault);
    }

    private static JournalFault Altered(long line, string expected, string found) =>
        new(JournalFaultKind.Altered, line, expected, found);

    /// <summary>Either of two neighbours may be the altered one; the one that its successor still cites is not.</summary>
    private static bool IsCited(ReadOnlySpan<byte> line, ReadOnlySpan<byte> rest)
    {
        var length = rest.IndexOf(Newline);
        return length < 0 || Parse(rest[..length], out _) is not { } next || next.Previous == HashOf(line);
    }

    private static JournalFault Misplaced(JournalLine line, JournalTip tip, long number, ReadOnlySpan<byte> rest)
    {
        var expected = $"sequence {tip.Sequence + 1}";
        var found = $"sequence {line.Sequence}";
        if (line.Previous == tip.Hash)
        {
            return Altered(number, expected, found);
        }

        var moved = line.Sequence <= tip.Sequence || Contains(rest, tip.Sequence + 1);
        return new(moved ? JournalFaultKind.Reordered : JournalFaultKind.Deleted, number, expected, found);
    }

    private static bool Contains(ReadOnlySpan<byte> rest, long sequence)
    {
        for (var length = rest.IndexOf(Newline); length >= 0; length = rest.IndexOf(Newline))
        {
            if (Parse(rest[..length], out _)?.Sequence == sequence)
            {
                return true;
            }

            rest = rest[(length + 1)..];
        }

        return false;
    }

    private static JournalLine? Parse(ReadOnlySpan<byte> raw, out string why)
    {
        try
        {
            why = "null";
            return JsonSerializer.Deserialize(raw, DomainJson.Default.JournalLine);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            // NotSupported: a kind of event that this version does not know.
            why = e.Message;
            return null;
        }
    }

    private static string HashOf(ReadOnlySpan<byte> text) => Convert.ToHexStringLower(SHA256.HashData(text));
}
