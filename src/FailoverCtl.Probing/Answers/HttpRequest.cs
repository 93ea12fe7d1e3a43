using System.Globalization;
using System.Text;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Probing.Answers;

/// <summary>A request as bytes (RFC 9112, 3). The answer ends with the connection, in no coding but its own.</summary>
internal static class HttpRequest
{
    public static byte[] Write(ProbeMethod method, string path, string host)
    {
        var word = method switch
        {
            ProbeMethod.Get => "GET",
            ProbeMethod.Head => "HEAD",
        };
        var target = path.StartsWith('/') ? path : "/" + path;
        return Encoding.ASCII.GetBytes(
            $"{word} {Clean(target)} HTTP/1.1\r\nHost: {Clean(host)}\r\nUser-Agent: failoverctl\r\nAccept: */*\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n"
        );
    }

    /// <summary>Nothing in a topology or a redirection may end the line it stands in.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var one in Encoding.UTF8.GetBytes(text))
        {
            _ = one is > 0x20 and < 0x7F
                ? clean.Append((char)one)
                : clean.Append('%').Append(one.ToString("X2", CultureInfo.InvariantCulture));
        }

        return clean.ToString();
    }
}
