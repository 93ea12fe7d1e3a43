using static FailoverCtl.TopologyFiles.Diagnostics.Rule;

namespace FailoverCtl.TopologyFiles.Diagnostics;

/// <summary>FCT1xx: the files cannot be read, or use more of YAML than the language has.</summary>
public static class SyntaxRules
{
    public static readonly Rule NoFiles = Error("FCT100", "The directory has no topology file, or does not exist.");
    public static readonly Rule Unreadable = Error("FCT101", "A file cannot be opened or read.");
    public static readonly Rule FileTooLarge = Error("FCT102", "A file has more than 4 MiB.");
    public static readonly Rule TooLargeInAll = Error(
        "FCT103",
        "The files together have more than 64 MiB, or there are more than 1000 of them."
    );
    public static readonly Rule TooManyNodes = Error(
        "FCT104",
        "A file holds more than 300 000 keys and values, or all files together more than 2 million."
    );
    public static readonly Rule TooDeep = Error("FCT105", "Mappings or sequences are nested more than 32 deep.");
    public static readonly Rule ScalarTooLong = Error("FCT106", "A key or value has more than 4096 characters.");
    public static readonly Rule TooManyRisks = Warning(
        "FCT108",
        "There are more than 200 risks; only the first ones are shown."
    );
    public static readonly Rule TooManyDiagnostics = Error(
        "FCT109",
        "There are more than 200 mistakes; only the first ones are shown."
    );
    public static readonly Rule NotUtf8 = Error("FCT110", "A file is not UTF-8.");
    public static readonly Rule Tab = Error("FCT111", "A file contains a tab.");
    public static readonly Rule ControlCharacter = Error(
        "FCT112",
        "A file contains a NUL, another control character, an exotic line separator or a bidirectional override."
    );
    public static readonly Rule NotYaml = Error("FCT113", "A file is not YAML.");
    public static readonly Rule Alias = Error(
        "FCT120",
        "Anchors, aliases and merge keys are refused: a few bytes of them expand without bound."
    );
    public static readonly Rule Tag = Error("FCT121", "Tags are refused: the language decides what a value is.");
    public static readonly Rule Directive = Error("FCT122", "Directives are refused.");
    public static readonly Rule SecondDocument = Error("FCT123", "A file holds more than one document.");
    public static readonly Rule DuplicateKey = Error("FCT124", "A key stands twice in one mapping.");
    public static readonly Rule ComplexKey = Error("FCT125", "A key is itself a mapping or a sequence.");
    public static readonly Rule DefinedTwice = Error("FCT126", "Two files define the same thing.");

    internal static IReadOnlyList<Rule> All { get; } =
    [
        NoFiles,
        Unreadable,
        FileTooLarge,
        TooLargeInAll,
        TooManyNodes,
        TooDeep,
        ScalarTooLong,
        TooManyRisks,
        TooManyDiagnostics,
        NotUtf8,
        Tab,
        ControlCharacter,
        NotYaml,
        Alias,
        Tag,
        Directive,
        SecondDocument,
        DuplicateKey,
        ComplexKey,
        DefinedTwice,
    ];
}
