namespace FailoverCtl.Probing.Answers;

/// <summary>
/// Reads the head of an HTTP/1.x response as it comes, in pieces of any size, and keeps only the status (RFC 9112, 4).
/// Interim answers (1xx) are passed over. The body is never waited for.
/// </summary>
internal struct HttpHead
{
    /// <summary>A health check has no use for more; what is longer is no answer of ours.</summary>
    public const int LengthMax = 4_096;

    private const int VersionLength = 9;
    private const int StatusEnd = 12;

    private int _length;
    private int _column;
    private int _status;
    private int _startsAt;
    private bool _inStatusLine;
    private bool _begun;

    public readonly bool AnyByte => _length > 0;

    public readonly int Status => _status;

    /// <summary>Where the final answer's head begins, after interim answers.</summary>
    public readonly int StartsAt => _startsAt;

    /// <param name="used">How many bytes belong to the head; what follows is the body.</param>
    public HeadState Feed(ReadOnlySpan<byte> bytes, out int used)
    {
        if (!_begun)
        {
            Begin();
        }

        used = 0;
        foreach (var one in bytes)
        {
            used++;
            if (++_length > LengthMax)
            {
                return HeadState.TooLong;
            }

            if (_inStatusLine && !StatusLineTakes(one))
            {
                return HeadState.Garbage;
            }

            if (one != '\n')
            {
                _column += one == '\r' ? 0 : 1;
                continue;
            }

            if (_inStatusLine)
            {
                _inStatusLine = false;
            }
            else if (_column == 0)
            {
                if (_status >= 200)
                {
                    return HeadState.Complete;
                }

                Begin();
            }

            _column = 0;
        }

        return HeadState.Incomplete;
    }

    private void Begin()
    {
        _begun = true;
        _inStatusLine = true;
        _startsAt = _length;
        _column = 0;
        _status = 0;
    }

    private bool StatusLineTakes(byte one)
    {
        if (one == '\n')
        {
            return _column >= StatusEnd && _status is >= 100 and < 1000;
        }

        if (_column < VersionLength)
        {
            var expected = "HTTP/1. "u8;
            return _column switch
            {
                < 7 => one == expected[_column],
                7 => one is (byte)'0' or (byte)'1',
                _ => one == ' ',
            };
        }

        if (_column < StatusEnd)
        {
            _status = (_status * 10) + one - '0';
            return one is >= (byte)'0' and <= (byte)'9';
        }

        return _column > StatusEnd || one is (byte)' ' or (byte)'\r';
    }
}

internal enum HeadState
{
    Incomplete,
    Complete,
    Garbage,
    TooLong,
}
