namespace FailoverCtl.Store.Consul;

/// <summary>One server's address as people and Consul's tools write it.</summary>
internal static class ConsulAddress
{
    private const string HowToWrite =
        "write host:port, or http://host:port or https://host:port, without a path; several are separated by commas";

    /// <param name="secure">CONSUL_HTTP_SSL: https even where the address says http, for Consul never falls back.</param>
    /// <param name="problem">To follow the name of the flag or variable.</param>
    public static Uri? Parse(string text, bool secure, out string? problem)
    {
        if (text.StartsWith("unix://", StringComparison.OrdinalIgnoreCase))
        {
            problem = $"holds \"{text}\", but sockets of the file system are not supported: {HowToWrite}";
            return null;
        }

        var whole = text.Contains("://", StringComparison.Ordinal) ? text : $"{(secure ? "https" : "http")}://{text}";
        if (
            !Uri.TryCreate(whole, UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https")
            || address is not { PathAndQuery: "/", Fragment: "", UserInfo: "" }
        )
        {
            // Not the text itself when it may hold a password.
            var shown = text.Contains('@') ? "an address with a user" : $"\"{text}\"";
            problem = $"holds {shown}, which is not a server's address: {HowToWrite}";
            return null;
        }

        problem = null;
        return secure && address.Scheme == "http"
            ? new UriBuilder(address) { Scheme = "https", Port = PortOf(address, whole) }.Uri
            : address;
    }

    /// <summary>Consul takes host:port for a server name and drops the port.</summary>
    public static string WithoutPort(string name) =>
        name.LastIndexOf(':') is var colon and > 0 && colon > name.LastIndexOf(']') && name.IndexOf(':') == colon
            ? name[..colon]
            : name;

    // The port that was written stays; the default of the other scheme does not travel along.
    private static int PortOf(Uri address, string whole) =>
        address.IsDefaultPort && !whole.TrimEnd('/').EndsWith(":80", StringComparison.Ordinal) ? -1 : address.Port;
}
