using System.CommandLine;

namespace FailoverCtl.CommandLine.Commands;

/// <summary>Options that every command understands.</summary>
internal sealed class CommonOptions
{
    public Option<string?> Cluster { get; } =
        new("--cluster")
        {
            HelpName = "ID",
            Description = "Which installation; else FAILOVERCTL_CLUSTER, else the only one in the store",
            Recursive = true,
        };

    public Option<string?> ConsulAddress { get; } =
        new("--consul-addr")
        {
            HelpName = "HOST:PORT",
            Description = "The store, several separated by commas; else CONSUL_HTTP_ADDR, else 127.0.0.1:8500",
            Recursive = true,
        };

    public Option<string> Format { get; } =
        new Option<string>("--output", "-o")
        {
            HelpName = "text|json",
            Description = "Form of the data on standard output",
            Recursive = true,
            DefaultValueFactory = _ => "text",
        }.AcceptOnlyFromAmong("text", "json");

    public void AddTo(RootCommand root)
    {
        root.Add(Cluster);
        root.Add(ConsulAddress);
        root.Add(Format);
    }

    public bool WantsJson(ParseResult parsed) =>
        string.Equals(parsed.GetValue(Format), "json", StringComparison.Ordinal);
}
