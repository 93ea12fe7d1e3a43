using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Decision.Planning;

/// <summary>
/// Counts remaining durations down to now: the ledger carries what is left, never a time of day. A drain with nothing left is
/// due and still in force: an epoch of its own ends it, so that the ledger says when and why.
/// </summary>
public static class LatchClock
{
    /// <param name="elapsedMilliseconds">Time since the commit of the epoch that carries the latches.</param>
    public static Latches After(Latches latches, long elapsedMilliseconds) =>
        latches with
        {
            Withdrawals = latches
                .Withdrawals.Select(w =>
                    w with
                    {
                        RemainingMilliseconds = Left(w.RemainingMilliseconds, elapsedMilliseconds),
                    }
                )
                .ToEquatableArray(),
            Drains = latches
                .Drains.Select(d =>
                    d.RemainingMilliseconds is { } left
                        ? d with
                        {
                            RemainingMilliseconds = Left(left, elapsedMilliseconds),
                        }
                        : d
                )
                .ToEquatableArray(),
            Flaps = latches
                .Flaps.Select(f =>
                    f with
                    {
                        RemainingMilliseconds = Left(f.RemainingMilliseconds, elapsedMilliseconds),
                    }
                )
                .Where(f => f.RemainingMilliseconds > 0)
                .ToEquatableArray(),
        };

    private static long Left(long remaining, long elapsed) => Math.Max(0, remaining - elapsed);
}
