using System.Text.Json.Nodes;
using FailoverCtl.Domain.Topology;
using FailoverCtl.TopologyFiles.Diagnostics;
using static FailoverCtl.TopologyFiles.Diagnostics.Quoting;

namespace FailoverCtl.TopologyFiles.Language;

/// <summary>What only probes have: statuses, texts to look for, days, and addresses of either family.</summary>
internal static class ProbeWords
{
    private const int LongestText = 256;

    private const int LongestWarningDays = 365;

    public static readonly ValueKind<StatusSet> Statuses = new(
        "statuses and ranges, 100 to 599",
        static text =>
            StatusSet.Parse(text) is { } set
                ? set
                : Parsed<StatusSet>.Not(
                    BindingRules.NotStatuses,
                    $"{Quote(text)} is no set of HTTP statuses",
                    "Write one, or up to 16 in rising order, each a status or a range: 200, 200-299 or 200-299,404."
                ),
        static () =>
            new()
            {
                ["anyOf"] = new JsonArray(
                    new JsonObject
                    {
                        ["type"] = "integer",
                        ["minimum"] = 100,
                        ["maximum"] = 599,
                    },
                    new JsonObject
                    {
                        ["type"] = "string",
                        ["pattern"] = "^[1-5][0-9]{2}(-[1-5][0-9]{2})?( *, *[1-5][0-9]{2}(-[1-5][0-9]{2})?)*$",
                    }
                ),
            }
    );

    /// <summary>Looked for in a body, byte for byte.</summary>
    public static readonly ValueKind<string> Sought = new(
        $"a text, 1 to {LongestText} characters",
        static text =>
            text.Length is > 0 and <= LongestText && !text.Any(char.IsControl)
                ? text
                : Parsed<string>.Not(
                    BindingRules.NotSought,
                    $"{Quote(text)} is no text to look for",
                    $"Write 1 to {LongestText} characters that stand in one line of every good answer."
                ),
        static () =>
            new()
            {
                ["type"] = "string",
                ["minLength"] = 1,
                ["maxLength"] = LongestText,
            }
    );

    public static readonly ValueKind<string> GrpcService = new(
        "a gRPC service's full name",
        static text =>
            text.Length is > 0 and <= LongestText
            && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_')
                ? text
                : Parsed<string>.Not(
                    BindingRules.NotSought,
                    $"{Quote(text)} does not name a gRPC service",
                    "Write it as the .proto file does, with its package: shop.v1.Orders."
                ),
        static () =>
            new()
            {
                ["type"] = "string",
                ["pattern"] = "^[A-Za-z0-9._]+$",
                ["maxLength"] = LongestText,
            }
    );

    public static readonly ValueKind<int> Days = new(
        $"0d to {LongestWarningDays}d",
        ParseDays,
        static () => new() { ["type"] = "string", ["pattern"] = "^(0|[1-9][0-9]{0,2})d$" }
    );

    /// <summary>Of either family: the type of the question says which.</summary>
    public static readonly ValueKind<string> Address = new(
        "an IP address",
        static text => (text.Contains(':') ? Addresses.V6 : Addresses.V4).Parse(text),
        static () => new() { ["type"] = "string", ["minLength"] = 2 }
    );

    private static Parsed<int> ParseDays(string text)
    {
        var digits = text.EndsWith('d') ? text[..^1] : "";
        return
            digits.Length is > 0 and <= 3
            && digits.All(char.IsAsciiDigit)
            && (digits.Length == 1 || digits[0] != '0')
            && int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture)
                is var days
                    and <= LongestWarningDays
            ? days
            : Parsed<int>.Not(
                BindingRules.NotADuration,
                $"{Quote(text)} is not a number of days",
                $"Write whole days without a space, at most {LongestWarningDays}d: 14d."
            );
    }
}
