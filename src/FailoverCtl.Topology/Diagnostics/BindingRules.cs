using static FailoverCtl.TopologyFiles.Diagnostics.Rule;

namespace FailoverCtl.TopologyFiles.Diagnostics;

/// <summary>FCT2xx: a key or a value is not one that the language has.</summary>
public static class BindingRules
{
    public static readonly Rule UnknownKey = Error("FCT201", "A key is unknown here.");
    public static readonly Rule MissingKey = Error("FCT202", "A key that has no default is missing.");
    public static readonly Rule NotAMapping = Error(
        "FCT203",
        "A mapping (keys with values) is expected and something else stands there."
    );
    public static readonly Rule NotAValue = Error(
        "FCT204",
        "A single value is expected and a mapping or a sequence stands there."
    );
    public static readonly Rule Empty = Error(
        "FCT205",
        "A value is missing after a key, or a mapping that needs an entry has none."
    );
    public static readonly Rule ExactlyOne = Error(
        "FCT206",
        "Of several keys exactly one is needed, and none or more than one stands there."
    );
    public static readonly Rule AtLeastOne = Error(
        "FCT207",
        "Of several keys at least one is needed, and none stands there."
    );
    public static readonly Rule NotAList = Error("FCT208", "A list is expected and something else stands there.");
    public static readonly Rule WrongCount = Error("FCT209", "A list has too few or too many entries.");
    public static readonly Rule NotANumber = Error("FCT210", "A value is not a whole number in decimal digits.");
    public static readonly Rule OutOfRange = Error("FCT211", "A number, duration, share or port is outside its range.");
    public static readonly Rule NotADuration = Error(
        "FCT212",
        "A value is not a duration such as 1500ms, 30s, 5m or 1h."
    );
    public static readonly Rule NotAShare = Error("FCT213", "A value is not a share such as 85 %.");
    public static readonly Rule NotAChoice = Error("FCT214", "A value is not one of the words allowed here.");
    public static readonly Rule NotAnId = Error(
        "FCT215",
        "A name that the topology gives is not letters, digits and dashes."
    );
    public static readonly Rule NotAHostName = Error(
        "FCT216",
        "A value is not a host name in lower case without the final dot; wildcards are refused."
    );
    public static readonly Rule NotAPath = Error("FCT217", "A value is not an HTTP path.");
    public static readonly Rule NotATimeZone = Error("FCT218", "A value is not a time zone that this machine knows.");
    public static readonly Rule NotALocalTime = Error(
        "FCT219",
        "A value is not a local time such as 2021-04-06T08:00."
    );
    public static readonly Rule NotAnAddress = Error(
        "FCT220",
        "A value is not an IP address of the family expected here."
    );
    public static readonly Rule NotASocket = Error("FCT221", "A value is not ip:port.");
    public static readonly Rule ForbiddenAddress = Error(
        "FCT222",
        "An address is link-local, multicast, unspecified or that of a metadata service."
    );
    public static readonly Rule NotAText = Error("FCT223", "A text is empty, too long or has control characters.");
    public static readonly Rule NotANetwork = Error("FCT224", "A value is not a network in CIDR form.");

    public static readonly Rule NotStatuses = Error(
        "FCT230",
        "A value is no set of HTTP statuses such as 200-299,404."
    );
    public static readonly Rule NotSought = Error(
        "FCT231",
        "A text that a probe sends or looks for is empty, too long or has characters that do not belong in it."
    );

    internal static IReadOnlyList<Rule> All { get; } =
    [
        UnknownKey,
        MissingKey,
        NotAMapping,
        NotAValue,
        Empty,
        ExactlyOne,
        AtLeastOne,
        NotAList,
        WrongCount,
        NotANumber,
        OutOfRange,
        NotADuration,
        NotAShare,
        NotAChoice,
        NotAnId,
        NotAHostName,
        NotAPath,
        NotATimeZone,
        NotALocalTime,
        NotAnAddress,
        NotASocket,
        ForbiddenAddress,
        NotAText,
        NotANetwork,
        NotStatuses,
        NotSought,
    ];
}
