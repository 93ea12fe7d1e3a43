using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Store.Consul;

/// <summary>Which servers, and the time limits. A class and not a record: a record would print its token.</summary>
public sealed class ConsulOptions
{
    /// <summary>Base addresses such as http://127.0.0.1:8500, in the order of preference; at least one.</summary>
    public required EquatableArray<Uri> Servers { get; init; }

    /// <summary>Sent in the X-Consul-Token header and nowhere else.</summary>
    public string? Token { get; init; }

    /// <summary>For a read that does not wait, and the slack of one that does.</summary>
    public TimeSpan ReadLimit { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A hung leader would hold a commit for 18 to 36 s; within this the next server can be asked.</summary>
    public TimeSpan CommitLimit { get; init; } = TimeSpan.FromMilliseconds(400);

    public TimeSpan PutLimit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>An answer larger than this is refused. 32 MiB hold a topology of 10 000 services many times over.</summary>
    public int AnswerBytesMax { get; init; } = 32 * 1024 * 1024;

    /// <summary>
    /// From CONSUL_HTTP_ADDR (a comma-separated list is allowed), CONSUL_HTTP_SSL, CONSUL_HTTP_TOKEN and
    /// CONSUL_HTTP_TOKEN_FILE, as Consul's own tools read them; without an address, http://127.0.0.1:8500.
    /// </summary>
    /// <param name="variable">Gives an environment variable or null.</param>
    /// <param name="readFile">Gives the text of the token file.</param>
    /// <exception cref="FormatException">An address cannot be understood; the message says which and how to write it.</exception>
    public static ConsulOptions FromEnvironment(Func<string, string?> variable, Func<string, string> readFile)
    {
        var scheme = variable("CONSUL_HTTP_SSL") is "true" or "1" ? "https" : "http";
        var addresses = variable("CONSUL_HTTP_ADDR") is { Length: > 0 } given ? given : "127.0.0.1:8500";
        var token = variable("CONSUL_HTTP_TOKEN");
        if (string.IsNullOrEmpty(token) && variable("CONSUL_HTTP_TOKEN_FILE") is { Length: > 0 } file)
        {
            token = readFile(file).Trim();
        }

        return new ConsulOptions
        {
            Servers = addresses
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(address => Address(address, scheme))
                .ToEquatableArray(),
            Token = string.IsNullOrEmpty(token) ? null : token,
        };
    }

    public override string ToString() =>
        $"Consul at {string.Join(", ", Servers)}{(Token is null ? ", without a token" : ", with a token")}";

    private static Uri Address(string text, string scheme)
    {
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : $"{scheme}://{text}";
        return
            Uri.TryCreate(whole, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
            && address is { PathAndQuery: "/", UserInfo: "" }
            ? address
            : throw new FormatException(
                $"CONSUL_HTTP_ADDR holds \"{text}\", which is not a server's address: write host:port, or "
                    + "http://host:port or https://host:port, without a path; several are separated by commas."
            );
    }
}
