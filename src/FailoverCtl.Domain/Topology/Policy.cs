namespace FailoverCtl.Domain.Topology;

/// <summary>The rules of one installation. Defaults are safe minimums; SAFETY ids name the invariant each one serves.</summary>
public sealed record Policy
{
    public Mode Mode { get; init; } = Mode.Act;

    /// <summary>While the store is silent, DNS roles leave addresses that are dead by vote out of their answers (I-13).</summary>
    public bool Reflex { get; init; } = true;

    /// <summary>Sites that automation leaves in service whatever happens (I-02); at least 1.</summary>
    public int MinSites { get; init; } = 1;

    /// <summary>How often an unchanged report is published, ms. A report counts for three of these (I-07).</summary>
    public int ReportIntervalMilliseconds { get; init; } = 1_000;

    /// <summary>Hard failures (refused, reset, no route) in a row that confirm an endpoint down, per agent.</summary>
    public int HardConfirmations { get; init; } = 3;

    /// <summary>Timeouts in a row without any success that confirm: 0.2^12 is below 1e-8 at the design loss of 20 %.</summary>
    public int SoftConfirmations { get; init; } = 12;

    /// <summary>Good rounds in a row before a failed endpoint is up again.</summary>
    public int GoodRounds { get; init; } = 3;

    /// <summary>An endpoint stays withdrawn at least this long, ms.</summary>
    public int WithdrawnMinimumMilliseconds { get; init; } = 5_000;

    /// <summary>Wrong or slow answers must last this long before an endpoint is withdrawn, ms (I-16).</summary>
    public int SoftHoldMilliseconds { get; init; } = 15_000;

    /// <summary>Longest wait for a rival suspicion to be confirmed or refuted before acting, ms (I-05).</summary>
    public int ConfirmationPeriodMilliseconds { get; init; } = 1_500;

    /// <summary>A site whose endpoints are lost this long is drained even when its own agents still report, ms.</summary>
    public int DrainAfterMilliseconds { get; init; } = 30_000;

    /// <summary>Location domains bad within this window count together (I-05), ms.</summary>
    public int CorrelationWindowMilliseconds { get; init; } = 120_000;

    /// <summary>A freeze ends by itself when the count has been below its threshold this long, ms (I-05).</summary>
    public int FreezeClearMilliseconds { get; init; } = 60_000;

    /// <summary>Highest load of a receiver after a source died, in basis points of capacity (I-03).</summary>
    public int Ceiling { get; init; } = 10_000;

    /// <summary>Highest load of a receiver while the source lives, in basis points of capacity (I-03).</summary>
    public int LiveCeiling { get; init; } = 8_500;

    /// <summary>A live source falls at most this far per step, in basis points of the service (I-18).</summary>
    public int RampDown { get; init; } = 2_500;

    /// <summary>A receiver rises at most this far per step beyond what a loss forces, in basis points (I-18).</summary>
    public int RampUp { get; init; } = 1_000;

    /// <summary>Time between two steps of a plan, ms (I-18).</summary>
    public int ObservationMilliseconds { get; init; } = 5_000;

    /// <summary>Automatic drains per site and hour (I-17).</summary>
    public int DrainsPerHour { get; init; } = 2;

    /// <summary>Automatic withdrawals per endpoint and hour (I-17).</summary>
    public int WithdrawalsPerHour { get; init; } = 6;

    /// <summary>How soon users of a lost site shall be served elsewhere, caches included, ms; validate warns of longer TTLs.</summary>
    public int RecoveryObjectiveMilliseconds { get; init; } = 300_000;
}
