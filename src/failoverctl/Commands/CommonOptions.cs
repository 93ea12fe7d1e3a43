using System.CommandLine;
using FailoverCtl.CommandLine.Connecting;

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

    public StoreFlags Store { get; } = new();

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
        Store.AddTo(root);
        root.Add(Format);
    }

    public bool WantsJson(ParseResult parsed) =>
        string.Equals(parsed.GetValue(Format), "json", StringComparison.Ordinal);
}
