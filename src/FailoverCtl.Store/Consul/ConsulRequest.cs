namespace FailoverCtl.Store.Consul;

/// <summary>What is asked of one of the servers.</summary>
/// <param name="Path">Without a leading slash, with its query.</param>
/// <param name="Content">Null to read.</param>
internal sealed record ConsulRequest(
    HttpMethod Method,
    string Path,
    ServerRotation Servers,
    OnceContent? Content = null
)
{
    /// <summary>It waits for a change, on a connection apart from those that must be quick.</summary>
    public bool IsBlocking { get; init; }

    /// <summary>Not sent while the server asks for patience. A commit is: it is rare, it is sent once, and users wait for it.</summary>
    public bool IsPatient { get; init; } = true;

    /// <summary>What messages name: the query says nothing to an operator.</summary>
    public string Target => Path.IndexOf('?') is var at and >= 0 ? Path[..at] : Path;
}
