using FailoverCtl.Store.Consul;

namespace FailoverCtl.CommandLine.Connecting;

/// <summary>How the command line reaches the store.</summary>
internal static class StoreAddress
{
    // A person waits: longer than a controller's 500 ms, for laptops far away; short enough to try another server.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <exception cref="FormatException">An address cannot be understood.</exception>
    public static ConsulOptions Options(string? given, Func<string, string?> variable)
    {
        var options = ConsulOptions.FromEnvironment(
            name => name == "CONSUL_HTTP_ADDR" && !string.IsNullOrEmpty(given) ? given : variable(name),
            File.ReadAllText
        );
        return new ConsulOptions
        {
            Servers = options.Servers,
            Token = options.Token,
            ReadLimit = Patience,
            CommitLimit = Patience,
            PutLimit = Patience,
            AnswerBytesMax = options.AnswerBytesMax,
        };
    }
}
