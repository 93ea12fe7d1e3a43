using FailoverCtl.Store.Consul;

namespace FailoverCtl.CommandLine.Connecting;

/// <summary>How the command line reaches the store.</summary>
internal static class StoreAddress
{
    // A person waits: longer than a controller's 500 ms, for laptops far away; short enough to try another server.
    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan WritePatience = TimeSpan.FromSeconds(2);

    /// <returns>Null when there are problems: sentences for whoever gave the command.</returns>
    public static ConsulOptions? Options(
        Func<ConsulSetting, string?> flag,
        Func<string, string?> variable,
        out IReadOnlyList<string> problems
    )
    {
        switch (ConsulSettings.Read(flag, variable))
        {
            case ConsulReading.Understood(var options):
                problems = [];
                return options with { ReadLimit = ReadPatience, CommitLimit = WritePatience, PutLimit = WritePatience };
            case ConsulReading.Refused(var refused):
                problems = refused;
                return null;
            default:
                throw new InvalidOperationException("a reading of a kind that does not exist");
        }
    }
}
