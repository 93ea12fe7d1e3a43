using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Decision.Machine;

/// <summary>The ledger entry in force, and when this machine first saw it.</summary>
public sealed record InForce(LedgerEntry Entry, ulong ModifyIndex, long SeenAt);
