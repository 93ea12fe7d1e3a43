using FailoverCtl.Domain.Evidence;

namespace FailoverCtl.Probing.Answers;

/// <summary>
/// Reads one HTTP/1.x answer as it comes and says what it means as soon as that is certain. Used again and again: it keeps
/// the head (4 KiB) and nothing of the body.
/// </summary>
internal sealed class HttpAnswer
{
    /// <summary>Of the body; what is looked for in a health check stands near its beginning.</summary>
    public const int BodyMax = 65_536;

    /// <summary>With its framing: chunks of a byte each would else cost without bound.</summary>
    private const int WireMax = 4 * BodyMax;

    private readonly byte[] _head = new byte[HttpHead.LengthMax];
    private HttpExpectation _expected = null!;
    private HttpHead _reading;
    private HttpBody _body;
    private int _length;
    private int _bodyLength;
    private int _wireLength;
    private int _matched;
    private bool _inBody;

    /// <summary>Only when <see cref="Take"/> or <see cref="End"/> said so.</summary>
    public Meaning Meaning { get; private set; }

    /// <summary>The path to ask next; then the meaning is that of a redirection that nobody follows.</summary>
    public string? NextPath { get; private set; }

    public bool AnyByte => _length > 0 || _inBody;

    public void Begin(HttpExpectation expected)
    {
        _expected = expected;
        _reading = default;
        _length = 0;
        _bodyLength = 0;
        _wireLength = 0;
        _matched = 0;
        _inBody = false;
        NextPath = null;
    }

    /// <returns>Whether it is certain what the answer means.</returns>
    public bool Take(ReadOnlySpan<byte> bytes)
    {
        if (_inBody)
        {
            return TakeBody(bytes);
        }

        var state = _reading.Feed(bytes, out var used);
        if (state is HeadState.Garbage or HeadState.TooLong)
        {
            return Say(Meaning.Wrong(state == HeadState.TooLong ? Flaw.TooLarge : Flaw.Malformed));
        }

        bytes[..used].CopyTo(_head.AsSpan(_length));
        _length += used;
        return state == HeadState.Complete && (TakeHead() || TakeBody(bytes[used..]));
    }

    /// <summary>The other side has closed the connection.</summary>
    public void End() => Say(!_inBody || !_body.MayEnd ? Meaning.Wrong(Flaw.Malformed) : Meaning.Wrong(Flaw.Content));

    private bool TakeHead()
    {
        var status = _reading.Status;
        var fields = HttpFields.Read(_head.AsSpan(_reading.StartsAt, _length - _reading.StartsAt));
        if (_expected.IsRedirect(status))
        {
            NextPath = fields.Location is { } location ? _expected.Follow(location) : null;
            return Say(Meaning.Wrong(fields.Location is null ? Flaw.Malformed : Flaw.Redirect, status));
        }

        var meaning = _expected.Of(status);
        if (meaning.Kind != FailureKind.None || _expected.Pattern is null)
        {
            return Say(meaning);
        }

        if (fields.Broken)
        {
            return Say(Meaning.Wrong(Flaw.Malformed));
        }

        _inBody = true;
        _body = _expected.IsHead || status is 204 or 304 ? HttpBody.None : HttpBody.Of(fields);
        return _body.IsComplete && Say(Meaning.Wrong(Flaw.Content));
    }

    private bool TakeBody(ReadOnlySpan<byte> input)
    {
        _wireLength += input.Length;
        while (!input.IsEmpty)
        {
            if (!_body.Take(ref input, out var data))
            {
                return Say(Meaning.Wrong(Flaw.Malformed));
            }

            var readable = data[..Math.Min(data.Length, BodyMax - _bodyLength)];
            _bodyLength += readable.Length;
            if (_expected.Pattern!.IsIn(readable, ref _matched))
            {
                return Say(Meaning.Good);
            }

            if (readable.Length < data.Length)
            {
                return Say(Meaning.Wrong(Flaw.TooLarge));
            }

            if (_body.IsComplete)
            {
                return Say(Meaning.Wrong(Flaw.Content));
            }
        }

        return _wireLength > WireMax && Say(Meaning.Wrong(Flaw.TooLarge));
    }

    private bool Say(Meaning meaning)
    {
        Meaning = meaning;
        return true;
    }
}
