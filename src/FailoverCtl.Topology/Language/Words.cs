using System.Text.Json.Nodes;
using FailoverCtl.TopologyFiles.Diagnostics;
using static FailoverCtl.TopologyFiles.Diagnostics.Quoting;

namespace FailoverCtl.TopologyFiles.Language;

/// <summary>Ids, choices and names.</summary>
internal static class Words
{
    private const int LongestLabel = 63;

    private const int LongestHostName = 253;

    private const int LongestSentence = 200;

    /// <summary>Ids become DNS labels, store keys and words of the command line; NO and 42 are ids like any other.</summary>
    public static readonly ValueKind<string> Id = new(
        "an id",
        ParseId,
        () => new() { ["type"] = "string", ["pattern"] = "^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$" }
    );

    public static readonly ValueKind<string> Cluster = new(
        "lowercase letters, digits and dashes",
        text =>
            IsLabel(text) && !text.Any(char.IsAsciiLetterUpper)
                ? text
                : Parsed<string>.Not(
                    BindingRules.NotAnId,
                    $"{Quote(text)} cannot name a cluster",
                    "Write lowercase letters, digits and dashes inside, at most 63 characters."
                ),
        () => new() { ["type"] = "string", ["pattern"] = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$" }
    );

    public static readonly ValueKind<string> HostName = new(
        "a host name",
        ParseHostName,
        () =>
            new()
            {
                ["type"] = "string",
                ["maxLength"] = LongestHostName,
                ["pattern"] = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$",
            }
    );

    public static readonly ValueKind<string> HttpPath = new(
        "a path",
        text =>
            text.StartsWith('/') && text.All(c => c is > ' ' and < (char)0x7F and not '#')
                ? text
                : Parsed<string>.Not(
                    BindingRules.NotAPath,
                    $"{Quote(text)} is not an HTTP path",
                    "Start with '/', without spaces or '#'; percent-encode what is not ASCII."
                ),
        () => new() { ["type"] = "string", ["pattern"] = "^/[!-\"$-~]*$" }
    );

    public static readonly ValueKind<bool> Flag = new(
        "true or false",
        text =>
            text switch
            {
                "true" => true,
                "false" => false,
                _ => Parsed<bool>.Not(
                    BindingRules.NotAChoice,
                    $"{Quote(text)} is neither true nor false",
                    "Write true or false."
                ),
            },
        () => new() { ["type"] = "boolean" }
    );

    /// <summary>For people: shown in plans and explanations, so no character that a terminal would obey.</summary>
    public static readonly ValueKind<string> Sentence = new(
        "a text",
        text =>
            text.Length is > 0 and <= LongestSentence && !text.Any(char.IsControl)
                ? text
                : Parsed<string>.Not(
                    BindingRules.NotAText,
                    $"{Quote(text)} is not a text to show",
                    $"Write one line of 1 to {LongestSentence} characters."
                ),
        () =>
            new()
            {
                ["type"] = "string",
                ["minLength"] = 1,
                ["maxLength"] = LongestSentence,
            }
    );

    /// <summary>One of an enum's names, beginning in lower case.</summary>
    public static ValueKind<T> Choice<T>()
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>().Select(n => char.ToLowerInvariant(n[0]) + n[1..]).ToList();
        var words = string.Join(", ", names.SkipLast(1)) + " or " + names[^1];
        return new(
            words,
            text =>
                names.IndexOf(text) is >= 0 and var at
                    ? Enum.GetValues<T>()[at]
                    : Parsed<T>.Not(
                        BindingRules.NotAChoice,
                        $"{Quote(text)} is not a choice here",
                        $"{Spelling.Hint(text, names)}Allowed: {words}."
                    ),
            () => new() { ["enum"] = new JsonArray([.. names.Select(n => (JsonNode)n)]) }
        );
    }

    private static Parsed<string> ParseId(string text) =>
        IsLabel(text)
            ? text
            : Parsed<string>.Not(
                BindingRules.NotAnId,
                $"{Quote(text)} is not an id",
                "Write letters, digits and dashes inside, at most 63 characters."
            );

    private static Parsed<string> ParseHostName(string text)
    {
        var help = text switch
        {
            _ when text.Contains('*') => "Wildcards are refused: list each name as a service.",
            _ when text.EndsWith('.') => "Write it without the final dot.",
            _ when text.Any(char.IsUpper) => "Write it in lower case.",
            _ => "Write labels of letters, digits and dashes, joined by dots; at most 63 characters each, 253 in all.",
        };
        return text.Length <= LongestHostName && text.Split('.').All(IsLabel) && !text.Any(char.IsAsciiLetterUpper)
            ? text
            : Parsed<string>.Not(BindingRules.NotAHostName, $"{Quote(text)} is not a host name", help);
    }

    private static bool IsLabel(string text) =>
        text.Length is > 0 and <= LongestLabel
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
        && text[0] != '-'
        && text[^1] != '-';
}
