using System.CommandLine;
using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.CommandLine.Output;

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
            HelpName = "text|json|...",
            Description = "Form of the data on standard output; yaml for what is one document; wide and name with get",
            Recursive = true,
            DefaultValueFactory = _ => "text",
        }.AcceptOnlyFromAmong("text", "table", "wide", "json", "yaml", "name");

    public void AddTo(RootCommand root)
    {
        root.Add(Cluster);
        Store.AddTo(root);
        root.Add(Format);
    }

    /// <summary>A command takes the forms that it has; another one is a mistake, not something else.</summary>
    public void Limit(Command command, params IReadOnlyList<OutputForm> forms) =>
        command.Validators.Add(result =>
        {
            var form = FormOf(result.GetValue(Format));
            if (!forms.Contains(form))
            {
                var known = string.Join(", ", forms.Select(f => f.ToString().ToLowerInvariant()));
                result.AddError($"{command.Name} has no form {result.GetValue(Format)}; it has {known}");
            }
        });

    public OutputForm Form(ParseResult parsed) => FormOf(parsed.GetValue(Format));

    /// <summary>A document is wanted, which YAML is made of, too.</summary>
    public bool WantsJson(ParseResult parsed) => Form(parsed) is OutputForm.Json or OutputForm.Yaml;

    private static OutputForm FormOf(string? text) =>
        text switch
        {
            "json" => OutputForm.Json,
            "yaml" => OutputForm.Yaml,
            "wide" => OutputForm.Wide,
            "name" => OutputForm.Name,
            _ => OutputForm.Text,
        };
}
