using System.Globalization;
using System.Net;
using System.Text;

namespace FailoverCtl.Store.Consul;

/// <summary>A whole answer: status, the headers that matter, and the body.</summary>
/// <param name="Index">X-Consul-Index; null when the answer carries none, so not one of Consul's to a read.</param>
internal sealed record ConsulReply(
    Uri Server,
    HttpStatusCode Status,
    ulong? Index,
    bool KnownLeader,
    TimeSpan LastContact,
    ReadOnlyMemory<byte> Body
)
{
    private const int QuotedMax = 200;

    public static ConsulReply From(Uri server, HttpResponseMessage response, ReadOnlyMemory<byte> body)
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
            body
        );
    }

    /// <summary>What a status means that no answer of the interface carries.</summary>
    public StoreFailure ToFailure()
    {
        var status = (int)Status;
        var kind = status switch
        {
            401 or 403 => StoreFailureKind.Refused,
            413 => StoreFailureKind.TooLarge,
            429 or 503 => StoreFailureKind.Slow,
            500 => StoreFailureKind.NoLeader,
            502 or 504 => StoreFailureKind.Unreachable,
            _ => StoreFailureKind.Malformed,
        };
        return new StoreFailure(kind, $"Consul at {Server.Authority} answered {status}: {Quoted()}");
    }

    public StoreFailure Malformed(string why) =>
        new(
            StoreFailureKind.Malformed,
            $"Consul at {Server.Authority} answered {(int)Status}, but {why}: {Quoted()}; is it Consul that answers there?"
        );

    // Bounded and without control characters: it goes to logs and terminals.
    private string Quoted()
    {
        var text = Encoding.UTF8.GetString(Body.Span[..Math.Min(Body.Length, QuotedMax)]);
        var clean = new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        return clean.Length == 0 ? "(no text)" : $"\"{clean}\"";
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static ulong? Number(HttpResponseMessage response, string name) =>
        ulong.TryParse(Header(response, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
