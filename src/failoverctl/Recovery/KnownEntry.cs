using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.CommandLine.Recovery;

/// <param name="From">Where it is known from, as one says it in a sentence.</param>
public sealed record KnownEntry(LedgerEntry Entry, string From);
