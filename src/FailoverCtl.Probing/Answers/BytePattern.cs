namespace FailoverCtl.Probing.Answers;

/// <summary>
/// Looks for bytes in a stream that comes in pieces, without keeping the stream: Knuth, Morris and Pratt's automaton, whose
/// whole memory is how much of the pattern the last bytes match. One pattern serves any number of streams.
/// </summary>
internal sealed class BytePattern
{
    private readonly byte[] _bytes;

    /// <summary>For each length that matches: the longest shorter one that then still matches.</summary>
    private readonly int[] _shorter;

    public BytePattern(byte[] bytes)
    {
        _bytes = bytes;
        _shorter = new int[bytes.Length + 1];
        for (var (at, matched) = (1, 0); at < bytes.Length; at++)
        {
            while (matched > 0 && bytes[at] != bytes[matched])
            {
                matched = _shorter[matched];
            }

            matched += bytes[at] == bytes[matched] ? 1 : 0;
            _shorter[at + 1] = matched;
        }
    }

    /// <param name="matched">0 at the start of a stream; kept by the caller between pieces.</param>
    /// <returns>Whether the pattern is complete.</returns>
    public bool IsIn(ReadOnlySpan<byte> piece, ref int matched)
    {
        if (_bytes.Length == 0)
        {
            return true;
        }

        foreach (var one in piece)
        {
            while (matched > 0 && one != _bytes[matched])
            {
                matched = _shorter[matched];
            }

            matched += one == _bytes[matched] ? 1 : 0;
            if (matched == _bytes.Length)
            {
                return true;
            }
        }

        return false;
    }
}
