using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;

namespace FailoverCtl.CommandLine.Asking;

/// <summary>What somebody who waits for an intent gets to see.</summary>
internal abstract record Sighting
{
    private Sighting() { }

    public sealed record OfIntent(Intent Intent) : Sighting;

    public sealed record OfLedger(LedgerEntry Entry) : Sighting;

    /// <summary>The intent's key is gone or cannot be read.</summary>
    public sealed record OfDamage(string Problem) : Sighting;

    public sealed record OfSilence(StoreFailure Failure) : Sighting;
}
