using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace FailoverCtl.Dns.Wire;

/// <summary>Names in wire format: length octet, label, ..., zero octet. Lowercase wherever names are compared (RFC 4343).</summary>
public static class WireName
{
    /// <summary>Longest name in wire format (RFC 1035 section 2.3.4).</summary>
    public const int BytesMax = 255;

    public const int LabelBytesMax = 63;

    /// <summary>Encodes a name that is written without escapes, in lowercase; a final dot is allowed.</summary>
    /// <param name="why">What is wrong with the text, as the end of a sentence.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out byte[]? wire, [NotNullWhen(false)] out string? why)
    {
        (wire, why) = (null, null);
        var labels = text.EndsWith('.') ? text[..^1].Split('.') : text.Split('.');
        var bytes = new List<byte>(text.Length + 2);
        foreach (var label in labels)
        {
            if (label.Length is 0 or > LabelBytesMax)
            {
                why = $"has a label of {label.Length} characters: 1 to {LabelBytesMax} are allowed";
                return false;
            }

            if (!label.All(static c => c is > ' ' and <= '~' and not '\\'))
            {
                why = $"has the label '{label}': printable ASCII without spaces and backslashes is allowed";
                return false;
            }

            bytes.Add((byte)label.Length);
            bytes.AddRange(Encoding.ASCII.GetBytes(label.ToLowerInvariant()));
        }

        bytes.Add(0);
        if (bytes.Count > BytesMax)
        {
            why = $"takes {bytes.Count} bytes: at most {BytesMax} are allowed (RFC 1035 section 2.3.4)";
            return false;
        }

        wire = [.. bytes];
        return true;
    }

    /// <summary>Labels in a well-formed uncompressed name, the root not counted.</summary>
    public static int Labels(ReadOnlySpan<byte> wire)
    {
        var count = 0;
        for (var at = 0; wire[at] != 0; at += wire[at] + 1)
        {
            count++;
        }

        return count;
    }

    /// <summary>True for the zone itself and everything below it; both names lowercase and well formed.</summary>
    public static bool IsIn(ReadOnlySpan<byte> name, ReadOnlySpan<byte> zone)
    {
        var at = 0;
        for (var extra = Labels(name) - Labels(zone); extra > 0; extra--)
        {
            at += name[at] + 1;
        }

        return name[at..].SequenceEqual(zone);
    }

    /// <summary>Moves behind a name, compressed or not, without following pointers.</summary>
    internal static bool TrySkip(ReadOnlySpan<byte> message, ref int at)
    {
        while (at < message.Length)
        {
            int length = message[at];
            if (length >= MessageHeader.Pointer)
            {
                at += 2;
                return at <= message.Length;
            }

            at += length + 1;
            if (length is 0 or > LabelBytesMax)
            {
                return length == 0;
            }
        }

        return false;
    }

    /// <summary>Expands a name into lowercase wire format. A pointer must lead backwards, so every walk ends.</summary>
    /// <param name="at">Moves behind the name as it stands.</param>
    /// <param name="lower">At least <see cref="BytesMax"/>.</param>
    /// <param name="length">Bytes written.</param>
    internal static bool TryExpand(ReadOnlySpan<byte> message, ref int at, Span<byte> lower, out int length)
    {
        length = 0;
        var (here, end, limit) = (at, 0, at);
        while (here < message.Length)
        {
            int label = message[here];
            if (label >= MessageHeader.Pointer)
            {
                if (here + 1 >= message.Length)
                {
                    return false;
                }

                var target = ((label & ~MessageHeader.Pointer) << 8) | message[here + 1];
                if (target >= limit)
                {
                    return false;
                }

                end = end == 0 ? here + 2 : end;
                (here, limit) = (target, target);
                continue;
            }

            var next = here + label + 1;
            if (label > LabelBytesMax || next > message.Length || length + label + 1 > BytesMax)
            {
                return false;
            }

            Fold(message[here..next], lower[length..]);
            (length, here) = (length + label + 1, next);
            if (label == 0)
            {
                at = end == 0 ? here : end;
                return true;
            }
        }

        return false;
    }

    /// <summary>Lowercases a name and hashes it. Length octets are below 'A', so they pass unchanged.</summary>
    internal static uint Fold(ReadOnlySpan<byte> name, Span<byte> lower)
    {
        // FNV-1a: short keys, and the table's keys are ours, not the asker's.
        var hash = 2_166_136_261u;
        for (var i = 0; i < name.Length; i++)
        {
            var b = name[i];
            b = (uint)(b - 'A') <= 'Z' - 'A' ? (byte)(b | 0x20) : b;
            lower[i] = b;
            hash = (hash ^ b) * 16_777_619u;
        }

        return hash ^ (hash >> 15);
    }
}
