using FailoverCtl.Domain.Topology;
using static FailoverCtl.TopologyFiles.Language.Numbers;

namespace FailoverCtl.TopologyFiles.Language;

/// <summary>The keys of the policy; each knows the field it sets.</summary>
internal static class PolicyKeys
{
    private const int Second = 1_000;

    private const int Hour = 3_600 * Second;

    private static readonly Policy Defaults = new();

    public static readonly ScalarKey<Mode> Mode = new(
        "mode",
        Words.Choice<Mode>(),
        "What controllers may do: journal only, ask for each plan, or act.",
        "act"
    );

    public static readonly ScalarKey<bool> Reflex = new(
        "reflex",
        Words.Flag,
        "While the store is silent, DNS servers leave addresses that are dead by vote out of their answers (I-13).",
        "true"
    );

    public static readonly IReadOnlyList<PolicyKey> Numbers =
    [
        Count(
            "minSites",
            1,
            1_000,
            "Sites that automation leaves in service whatever happens (I-02).",
            p => p.MinSites,
            (p, v) => p with { MinSites = v }
        ),
        Time(
            "reportInterval",
            100,
            60 * Second,
            "How often an unchanged report is published; one counts for three of these (I-07).",
            p => p.ReportIntervalMilliseconds,
            (p, v) => p with { ReportIntervalMilliseconds = v }
        ),
        Count(
            "hardConfirmations",
            1,
            100,
            "Refusals, resets and missing routes in a row that confirm an endpoint down, per agent.",
            p => p.HardConfirmations,
            (p, v) => p with { HardConfirmations = v }
        ),
        Count(
            "softConfirmations",
            1,
            1_000,
            "Timeouts in a row without any success that confirm an endpoint down.",
            p => p.SoftConfirmations,
            (p, v) => p with { SoftConfirmations = v }
        ),
        Count(
            "goodRounds",
            1,
            1_000,
            "Good rounds in a row before a failed endpoint is up again.",
            p => p.GoodRounds,
            (p, v) => p with { GoodRounds = v }
        ),
        Time(
            "withdrawnMinimum",
            0,
            Hour,
            "How long an endpoint stays withdrawn at least.",
            p => p.WithdrawnMinimumMilliseconds,
            (p, v) => p with { WithdrawnMinimumMilliseconds = v }
        ),
        Time(
            "softHold",
            0,
            Hour,
            "How long wrong or slow answers must last before an endpoint is withdrawn (I-16).",
            p => p.SoftHoldMilliseconds,
            (p, v) => p with { SoftHoldMilliseconds = v }
        ),
        Time(
            "confirmationPeriod",
            100,
            60 * Second,
            "The longest wait for a suspicion elsewhere to be confirmed or refuted before acting (I-05).",
            p => p.ConfirmationPeriodMilliseconds,
            (p, v) => p with { ConfirmationPeriodMilliseconds = v }
        ),
        Time(
            "drainAfter",
            Second,
            Hour,
            "A site whose endpoints are lost this long is drained even when its own agents still report.",
            p => p.DrainAfterMilliseconds,
            (p, v) => p with { DrainAfterMilliseconds = v }
        ),
        Time(
            "correlationWindow",
            Second,
            Hour,
            "Locations that turn bad within this time count together (I-05).",
            p => p.CorrelationWindowMilliseconds,
            (p, v) => p with { CorrelationWindowMilliseconds = v }
        ),
        Time(
            "freezeClear",
            Second,
            Hour,
            "A freeze ends when its cause has been gone this long (I-05).",
            p => p.FreezeClearMilliseconds,
            (p, v) => p with { FreezeClearMilliseconds = v }
        ),
        Part(
            "ceiling",
            100,
            20_000,
            "The highest load of a receiver after a source died, of its capacity (I-03).",
            p => p.Ceiling,
            (p, v) => p with { Ceiling = v }
        ),
        Part(
            "liveCeiling",
            100,
            10_000,
            "The highest load of a receiver while the source lives, of its capacity (I-03).",
            p => p.LiveCeiling,
            (p, v) => p with { LiveCeiling = v }
        ),
        Part(
            "rampDown",
            1,
            10_000,
            "How far a live source falls per step at most, of the service (I-18).",
            p => p.RampDown,
            (p, v) => p with { RampDown = v }
        ),
        Part(
            "rampUp",
            1,
            10_000,
            "How far a receiver rises per step at most beyond what a loss forces (I-18).",
            p => p.RampUp,
            (p, v) => p with { RampUp = v }
        ),
        Time(
            "observation",
            0,
            Hour,
            "The time between two steps of a plan (I-18).",
            p => p.ObservationMilliseconds,
            (p, v) => p with { ObservationMilliseconds = v }
        ),
        Count(
            "drainsPerHour",
            0,
            1_000,
            "Automatic drains per site and hour (I-17).",
            p => p.DrainsPerHour,
            (p, v) => p with { DrainsPerHour = v }
        ),
        Count(
            "withdrawalsPerHour",
            0,
            1_000,
            "Automatic withdrawals per endpoint and hour (I-17).",
            p => p.WithdrawalsPerHour,
            (p, v) => p with { WithdrawalsPerHour = v }
        ),
        Time(
            "recoveryObjective",
            Second,
            24 * Hour,
            "How soon users of a lost site shall be served elsewhere, caches included.",
            p => p.RecoveryObjectiveMilliseconds,
            (p, v) => p with { RecoveryObjectiveMilliseconds = v }
        ),
    ];

    public static readonly Shape Shape = new(
        "policy",
        "the policy",
        "The rules of the installation. The defaults are safe minimums.",
        [Mode, Reflex, .. Numbers.Select(n => n.Key)]
    );

    private static PolicyKey Count(
        string name,
        int min,
        int max,
        string text,
        Func<Policy, int> get,
        Func<Policy, int, Policy> set
    ) => new(new(name, Whole(min, max), text, $"{get(Defaults)}"), get, set);

    private static PolicyKey Time(
        string name,
        int min,
        int max,
        string text,
        Func<Policy, int> get,
        Func<Policy, int, Policy> set
    ) => new(new(name, Duration(min, max), text, DurationText(get(Defaults))), get, set);

    private static PolicyKey Part(
        string name,
        int min,
        int max,
        string text,
        Func<Policy, int> get,
        Func<Policy, int, Policy> set
    ) => new(new(name, Share(min, max), text, ShareText(get(Defaults))), get, set);
}

internal sealed record PolicyKey(ScalarKey<int> Key, Func<Policy, int> Get, Func<Policy, int, Policy> Set);
