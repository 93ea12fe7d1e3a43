using System.Text;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Probing.Answers;

/// <summary>What an endpoint is asked over HTTP and what the answer must be.</summary>
internal sealed class HttpExpectation
{
    private readonly StatusSet _statuses;
    private readonly Uri? _asked;

    public HttpExpectation(Probe probe, string host)
    {
        _statuses = probe.ExpectedStatus;
        IsHead = probe.Method == ProbeMethod.Head;
        RedirectsMax = probe.RedirectsMax;
        Pattern = probe.Contains is { } text ? new(Encoding.UTF8.GetBytes(text)) : null;
        var scheme = probe.Kind == ProbeKind.Https ? "https" : "http";
        var authority = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        _ = Uri.TryCreate($"{scheme}://{authority}:{probe.Port}{probe.Path}", UriKind.Absolute, out _asked);
    }

    public bool IsHead { get; }

    public int RedirectsMax { get; }

    /// <summary>Null: the body is of no interest.</summary>
    public BytePattern? Pattern { get; }

    /// <summary>Whether more than the status line counts.</summary>
    public bool ReadsFields => RedirectsMax > 0 || Pattern is not null;

    public Meaning Of(int status) =>
        _statuses.Contains(status) ? Meaning.Good
        : status is 429 or 503 ? new(FailureKind.Shedding, Flaw.Status, status)
        : Meaning.Wrong(Flaw.Status, status);

    public bool IsRedirect(int status) =>
        RedirectsMax > 0 && status is 301 or 302 or 303 or 307 or 308 && !_statuses.Contains(status);

    /// <summary>
    /// The path to ask next; null: it leads elsewhere. Only what stays with this scheme, host and port is followed, and
    /// always at the address that is probed: a redirection must not aim a probe at somebody else (SEC-11).
    /// </summary>
    public string? Follow(string location) =>
        _asked is not null
        && Uri.TryCreate(_asked, location, out var next)
        && next.Scheme == _asked.Scheme
        && next.Port == _asked.Port
        && string.Equals(next.IdnHost, _asked.IdnHost, StringComparison.OrdinalIgnoreCase)
        && next.UserInfo.Length == 0
            ? next.PathAndQuery
            : null;
}
