namespace FailoverCtl.CommandLine.Output;

/// <summary>Form of the data on standard output.</summary>
public enum OutputForm
{
    /// <summary>For people; table means the same.</summary>
    Text,
    Json,

    /// <summary>The JSON document as YAML.</summary>
    Yaml,

    /// <summary>A table with every column.</summary>
    Wide,

    /// <summary>KIND/ID, one a line, for scripts.</summary>
    Name,
}
