namespace FailoverCtl.Store.Consul.Access;

/// <summary>One rule of a Consul policy.</summary>
/// <param name="Resource">key, key_prefix, service, service_prefix, node_prefix.</param>
/// <param name="Name">Empty with a prefix: all.</param>
/// <param name="Why">For the comment above it.</param>
public sealed record AccessRule(string Resource, string Name, AccessLevel Level, string Why)
{
    public override string ToString() =>
        $$"""
            # {{Why}}
            {{Resource}} "{{Name}}" { policy = "{{Word(Level)}}" }
            """;

    private static string Word(AccessLevel level) =>
        level switch
        {
            AccessLevel.Read => "read",
            AccessLevel.List => "list",
            AccessLevel.Write => "write",
        };
}

public enum AccessLevel
{
    Read,

    /// <summary>Reading a prefix as a whole, where Consul runs with enable_key_list_policy; includes reading.</summary>
    List,
    Write,
}
