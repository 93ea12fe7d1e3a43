using System.Text.Json.Serialization;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Ledger;

/// <summary>What must survive a change of author. Durations are what remains, counted from the commit of the epoch.</summary>
/// <param name="Withdrawals">Endpoints out of the answers; each comes back by itself.</param>
/// <param name="Drains">Sites out by verdict or by an operator's word.</param>
/// <param name="Freeze">The latch on correlated failure; null when not frozen.</param>
/// <param name="Flaps">Automatic moves of the last hour, for the budgets (I-17).</param>
public sealed record Latches(
    EquatableArray<Withdrawal> Withdrawals,
    EquatableArray<Drain> Drains,
    Freeze? Freeze,
    EquatableArray<Flap> Flaps
)
{
    public static Latches None { get; } = new([], [], null, []);

    /// <summary>Locations whose failure an operator has looked at and released: they freeze nothing until they were well.</summary>
    public EquatableArray<LocationId> Acknowledged { get; init; } = [];

    public Withdrawal? WithdrawalOf(EndpointId endpoint) => Withdrawals.FirstOrDefault(w => w.Endpoint == endpoint);

    public Drain? DrainOf(SiteId site) => Drains.FirstOrDefault(d => d.Site == site);
}

/// <param name="RemainingMilliseconds">Earliest return, counted from the commit; never below 0.</param>
public sealed record Withdrawal(EndpointId Endpoint, FailureKind Kind, long RemainingMilliseconds);

/// <param name="By">Who asked for it; "automatic" for a verdict.</param>
/// <param name="RemainingMilliseconds">When it ends by itself; null: only an operator ends it (I-20).</param>
/// <param name="Overflow">An operator accepted that receivers go above their ceiling.</param>
public sealed record Drain(
    SiteId Site,
    DrainCause Cause,
    string By,
    string Reason,
    long? RemainingMilliseconds,
    bool Overflow
);

[JsonConverter(typeof(JsonStringEnumConverter<DrainCause>))]
public enum DrainCause
{
    /// <summary>The site is lost: its weight goes to zero in one epoch.</summary>
    Lost,

    /// <summary>Its location is condemned, it still serves: drained as a precaution, ramped (I-04).</summary>
    SharedFate,

    /// <summary>An operator wants it empty: its weight ramps down.</summary>
    Operator,
}

/// <param name="Domains">The location domains that failed together.</param>
/// <param name="Reason">A sentence for the operator.</param>
public sealed record Freeze(EquatableArray<LocationId> Domains, string Reason);

/// <summary>One automatic move that counts against a budget until it is an hour old.</summary>
/// <param name="Subject">An endpoint (withdrawal) or a site (drain), in text form.</param>
public sealed record Flap(string Subject, long RemainingMilliseconds);
