using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Store.Consul;

/// <summary>Which servers, how to be let in, and the time limits. Prints itself without its token.</summary>
public sealed record ConsulOptions
{
    /// <summary>Base addresses such as http://127.0.0.1:8500, in the order of preference; at least one.</summary>
    public required EquatableArray<Uri> Servers { get; init; }

    /// <summary>Sent in the X-Consul-Token header and nowhere else.</summary>
    public string? Token { get; init; }

    /// <summary>Where the token is exchanged while the process runs; <see cref="Token"/> is what it held at the start.</summary>
    public string? TokenFile { get; init; }

    /// <summary>For servers with https; null: the system's authorities, no client certificate.</summary>
    public ConsulTls? Tls { get; init; }

    /// <summary>
    /// For a read that does not wait, over all its attempts, and the slack of one that does. A controller's fence must
    /// fail within this, too.
    /// </summary>
    public TimeSpan ReadLimit { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Over one attempt. Unless set: with several servers a hung one leaves time to ask its neighbour.</summary>
    public TimeSpan ReadAttemptLimit
    {
        get =>
            field > TimeSpan.Zero ? field
            : Servers.Count > 1 ? ReadLimit * 0.6
            : ReadLimit;
        init;
    }

    /// <summary>A hung leader would hold a commit for 18 to 36 s; within this the next server can be asked.</summary>
    public TimeSpan CommitLimit { get; init; } = TimeSpan.FromMilliseconds(400);

    public TimeSpan PutLimit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>An answer larger than this is refused. 32 MiB hold a topology of 10 000 services many times over.</summary>
    public int AnswerBytesMax { get; init; } = 32 * 1024 * 1024;

    public override string ToString() =>
        $"Consul at {string.Join(", ", Servers)}{(Token is null ? ", without a token" : ", with a token")}";
}
