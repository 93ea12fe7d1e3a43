namespace FailoverCtl.Probing.Answers;

/// <summary>Takes a body out of its framing as it comes, in pieces of any size (RFC 9112, 6 and 7).</summary>
internal struct HttpBody
{
    /// <summary>Bytes of a chunk's extension, or of all trailers together: nobody sends any to a health check.</summary>
    private const int ExtrasMax = 4_096;

    private const int SizeDigitsMax = 8;

    private Part _part;
    private long _left;
    private int _digits;
    private int _extras;
    private bool _emptyLine;

    private enum Part
    {
        /// <summary>All that comes until the connection ends.</summary>
        UntilEnd,

        /// <summary>As many bytes as the head said.</summary>
        Counted,

        Size,
        Extension,
        Chunk,
        AfterChunk,
        Trailers,
        Done,
    }

    public static HttpBody Of(HttpFields fields) =>
        new()
        {
            _part =
                fields.Chunked ? Part.Size
                : fields.Length is null ? Part.UntilEnd
                : fields.Length == 0 ? Part.Done
                : Part.Counted,
            _left = fields.Chunked ? 0 : fields.Length ?? 0,
        };

    public static HttpBody None => new() { _part = Part.Done };

    /// <summary>Whether the end of the connection is the end of this body.</summary>
    public readonly bool MayEnd => _part is Part.UntilEnd or Part.Done;

    public readonly bool IsComplete => _part == Part.Done;

    /// <summary>Takes something off the input; call until it is empty or the body complete.</summary>
    /// <param name="data">A piece of the body, or nothing.</param>
    /// <returns>False: this is no framing.</returns>
    public bool Take(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> data)
    {
        data = [];
        switch (_part)
        {
            case Part.UntilEnd:
                data = input;
                input = [];
                return true;
            case Part.Counted or Part.Chunk:
                data = input[..(int)Math.Min(_left, input.Length)];
                input = input[data.Length..];
                _left -= data.Length;
                if (_left == 0)
                {
                    _part = _part == Part.Counted ? Part.Done : Part.AfterChunk;
                }

                return true;
            case Part.Done:
                input = [];
                return true;
            default:
                var one = input[0];
                input = input[1..];
                return TakesFraming(one);
        }
    }

    private bool TakesFraming(byte one)
    {
        switch (_part)
        {
            case Part.Size when IsHex(one):
                _left = (_left * 16) + Digit(one);
                return ++_digits <= SizeDigitsMax;
            case Part.Size when _digits == 0:
                return false;
            case Part.Size or Part.Extension when one == '\n':
                EndSizeLine();
                return true;
            case Part.Size:
                _part = Part.Extension;
                return one is (byte)'\r' or (byte)';' or (byte)' ';
            case Part.Extension:
                return ++_extras <= ExtrasMax;
            case Part.AfterChunk:
                _part = one == '\n' ? Part.Size : Part.AfterChunk;
                return one is (byte)'\r' or (byte)'\n';
            default:
                return TakesTrailer(one);
        }
    }

    private void EndSizeLine()
    {
        _part = _left == 0 ? Part.Trailers : Part.Chunk;
        _digits = 0;
        _extras = 0;
        _emptyLine = true;
    }

    private bool TakesTrailer(byte one)
    {
        if (one != '\n')
        {
            _emptyLine &= one == '\r';
        }
        else if (_emptyLine)
        {
            _part = Part.Done;
        }
        else
        {
            _emptyLine = true;
        }

        return ++_extras <= ExtrasMax;
    }

    private static bool IsHex(byte one) => char.IsAsciiHexDigit((char)one);

    private static int Digit(byte one) => one <= '9' ? one - '0' : (one | 0x20) - 'a' + 10;
}
