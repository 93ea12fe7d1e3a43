namespace FailoverCtl.Dns.Zones;

/// <summary>Why a topology and a ledger entry make no zone that may be published. What was answered before stays.</summary>
/// <param name="Subject">The service, DNS server or name in question.</param>
/// <param name="Sentence">What, where, why and what to do, for the operator.</param>
public sealed record ZoneRefusal(ZoneRefusalKind Kind, string Subject, string Sentence)
{
    internal static ZoneRefusal BadName(string subject, string name, string why) =>
        new(ZoneRefusalKind.BadName, subject, $"the name '{name}' of {subject} {why}");

    internal static ZoneRefusal BadAddress(string subject, string text, string expected) =>
        new(ZoneRefusalKind.BadAddress, subject, $"'{text}' of {subject} is not {expected}");

    internal static ZoneRefusal BadTtl(string subject, int seconds) =>
        new(ZoneRefusalKind.BadTtl, subject, $"{subject} has a TTL of {seconds} s: it cannot be negative");

    internal static ZoneRefusal NameTwice(string name, string owner, string other) =>
        new(
            ZoneRefusalKind.NameTwice,
            name,
            $"the name {name} is wanted by {owner} and by {other}: give one another name"
        );
}

public enum ZoneRefusalKind
{
    /// <summary>A declared name and family would lose its last address (I-01).</summary>
    WouldBeEmpty,
    NoNameServer,
    BadName,
    BadAddress,
    BadWeight,
    BadTtl,

    /// <summary>Two owners want the same name.</summary>
    NameTwice,

    /// <summary>The record set would not fit into any answer.</summary>
    TooLarge,
}

/// <summary>What the zone builder made: a snapshot or the reason why there is none.</summary>
public abstract record ZoneBuild
{
    private ZoneBuild() { }

    public sealed record Built(ZoneSnapshot Snapshot) : ZoneBuild;

    public sealed record Refused(ZoneRefusal Refusal) : ZoneBuild;
}
