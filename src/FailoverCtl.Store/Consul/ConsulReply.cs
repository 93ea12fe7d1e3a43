using System.Globalization;
using System.Net;
using System.Text;

namespace FailoverCtl.Store.Consul;

/// <summary>A whole answer: status, the headers that matter, and the body.</summary>
/// <param name="Index">X-Consul-Index; null when the answer carries none, so not one of Consul's to a read.</param>
/// <param name="RetryAfter">How long the server asks not to be asked; null when it does not say.</param>
/// <param name="Token">What was sent, so that a server that echoes it does not bring it into a message.</param>
internal sealed record ConsulReply(
    Uri Server,
    HttpStatusCode Status,
    ulong? Index,
    bool KnownLeader,
    TimeSpan LastContact,
    TimeSpan? RetryAfter,
    ReadOnlyMemory<byte> Body,
    string? Token
)
{
    private const int QuotedMax = 200;

    public static ConsulReply From(Uri server, HttpResponseMessage response, ReadOnlyMemory<byte> body, string? token)
    {
        var leader = Header(response, "X-Consul-KnownLeader");
        return new ConsulReply(
            server,
            response.StatusCode,
            Number(response, "X-Consul-Index"),
            string.Equals(leader, "true", StringComparison.OrdinalIgnoreCase),
            // Milliseconds. A server that does not say how old its data is counts as just in contact with KnownLeader
            // false: the two headers come together or not at all.
            TimeSpan.FromMilliseconds(Math.Min(Number(response, "X-Consul-LastContact") ?? 0, int.MaxValue)),
            // A date would compare the clocks of two machines.
            response.Headers.RetryAfter?.Delta,
            body,
            token
        );
    }

    public override string ToString() => $"{(int)Status} from {Server.Authority}, {Body.Length} bytes";

    /// <summary>What a status means that no answer of the interface carries; null when the body is to be read.</summary>
    public StoreFailure? Failure
    {
        get
        {
            StoreFailureKind? kind = (int)Status switch
            {
                200 or 404 or 409 => null,
                401 or 403 => StoreFailureKind.Refused,
                413 => StoreFailureKind.TooLarge,
                429 or 503 => StoreFailureKind.Slow,
                500 => StoreFailureKind.NoLeader,
                502 or 504 => StoreFailureKind.Unreachable,
                _ => StoreFailureKind.Malformed,
            };
            return kind is { } known ? ToFailure(known) : null;
        }
    }

    public StoreFailure ToFailure(StoreFailureKind kind) =>
        new(kind, $"Consul at {Server.Authority} answered {(int)Status}: {Quoted()}");

    public StoreFailure Malformed(string why) =>
        new(
            StoreFailureKind.Malformed,
            $"Consul at {Server.Authority} answered {(int)Status}, but {why}: {Quoted()}; is it Consul that answers there?"
        );

    // Bounded and without control characters: it goes to logs and terminals. The token is taken out before the cut, which
    // could leave the half of it.
    private string Quoted()
    {
        var token = Token?.Length ?? 0;
        var text = Encoding.UTF8.GetString(Body.Span[..Math.Min(Body.Length, (4 * QuotedMax) + token)]);
        if (Token is not null)
        {
            text = text.Replace(Token, "(the token)", StringComparison.OrdinalIgnoreCase);
        }

        var clean = new string([.. text.Take(QuotedMax).Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        return clean.Length == 0 ? "(no text)" : $"\"{clean}\"";
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static ulong? Number(HttpResponseMessage response, string name) =>
        ulong.TryParse(Header(response, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
