namespace FailoverCtl.Store.Consul;

/// <summary>
/// The ACL token. One from a file is read again while the process runs, at most once a second and at once when Consul
/// refuses the present one, so that it can be exchanged without a restart. A file that cannot be read, is empty or is
/// open to others changes nothing: the token before it stays, and there is no way back to no token at all (F-19).
/// </summary>
internal sealed class ConsulToken
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly string? _file;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private string? _current;
    private string? _problem;
    private long _lookedAt;

    /// <param name="token">Null: none, the anonymous one.</param>
    /// <param name="file">Where it is exchanged; null: never.</param>
    public ConsulToken(string? token, string? file, TimeProvider time)
    {
        _current = token;
        _file = file;
        _time = time;
        _lookedAt = time.GetTimestamp();
    }

    /// <summary>To be sent in the X-Consul-Token header and nowhere else.</summary>
    public string? Current
    {
        get
        {
            lock (_gate)
            {
                if (_file is not null && _time.GetElapsedTime(_lookedAt) >= LookInterval)
                {
                    Look();
                }

                return _current;
            }
        }
    }

    /// <summary>Why the file could not be used when it was last looked at; null when it could.</summary>
    public string? Problem
    {
        get
        {
            lock (_gate)
            {
                return _problem;
            }
        }
    }

    /// <summary>Consul has refused this token.</summary>
    /// <returns>Whether there is another one by now.</returns>
    public bool IsReplaced(string? refused)
    {
        lock (_gate)
        {
            if (_file is not null && string.Equals(_current, refused, StringComparison.Ordinal))
            {
                Look();
            }

            return !string.Equals(_current, refused, StringComparison.Ordinal);
        }
    }

    /// <summary>The token in the text of a file or a variable.</summary>
    /// <returns>Exactly one of the two; the problem says what is wrong without saying the token.</returns>
    public static (string? Token, string? Problem) Parse(string text)
    {
        var token = text.Trim();
        if (token.Length == 0)
        {
            return (null, "holds no token");
        }

        var at = token.AsSpan().IndexOfAnyExceptInRange('!', '~');
        return at < 0
            ? (token, null)
            : (null, $"holds a character at position {at} that no token has: one line, without spaces");
    }

    public override string ToString() => _current is null ? "no token" : "a token";

    private void Look()
    {
        _lookedAt = _time.GetTimestamp();
        var (text, unreadable) = SecretFile.Read(_file!);
        if (text is null)
        {
            _problem = unreadable;
            return;
        }

        var (token, problem) = Parse(text);
        _problem = problem is null ? null : $"{_file} {problem}";
        _current = token ?? _current;
    }
}
