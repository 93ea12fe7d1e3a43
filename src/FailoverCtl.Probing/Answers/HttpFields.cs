using System.Buffers.Text;
using System.Text;

namespace FailoverCtl.Probing.Answers;

/// <summary>The few header fields that a probe needs, of a head that is complete (RFC 9112, 5 and 6).</summary>
/// <param name="Length">Of the body, bytes; null: not said.</param>
/// <param name="Broken">They contradict each other, or name a coding that was not asked for.</param>
internal readonly record struct HttpFields(long? Length, bool Chunked, string? Location, bool Broken)
{
    /// <param name="head">From the status line to the empty line.</param>
    public static HttpFields Read(ReadOnlySpan<byte> head)
    {
        var fields = default(HttpFields);
        for (var rest = AfterLine(head, out _); !rest.IsEmpty; )
        {
            rest = AfterLine(rest, out var line);
            var colon = line.IndexOf((byte)':');
            if (colon > 0)
            {
                fields = fields.With(line[..colon], line[(colon + 1)..].Trim(" \t"u8));
            }
        }

        // RFC 9112, 6.3: a message with both is handled as an error, since somebody may be smuggling.
        return fields with
        {
            Broken = fields.Broken || (fields is { Chunked: true, Length: not null }),
        };
    }

    private HttpFields With(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Ascii.EqualsIgnoreCase(name, "content-length"u8))
        {
            return Utf8Parser.TryParse(value, out long length, out var used) && used == value.Length && length >= 0
                ? this with
                {
                    Length = length,
                    Broken = Broken || (Length is { } other && other != length),
                }
                : this with
                {
                    Broken = true,
                };
        }

        if (Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8))
        {
            var chunked = Ascii.EqualsIgnoreCase(value, "chunked"u8);
            return this with { Chunked = chunked, Broken = Broken || !chunked || Chunked };
        }

        return Location is null && Ascii.EqualsIgnoreCase(name, "location"u8)
            ? this with
            {
                Location = Encoding.UTF8.GetString(value),
            }
            : this;
    }

    private static ReadOnlySpan<byte> AfterLine(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> line)
    {
        var end = text.IndexOf((byte)'\n');
        line = (end < 0 ? text : text[..end]).TrimEnd((byte)'\r');
        return end < 0 ? [] : text[(end + 1)..];
    }
}
