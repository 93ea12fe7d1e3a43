using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Store.Documents;

/// <summary>An epoch and the plan whose step it was, kept so that the command line can say why with every controller dead.</summary>
public sealed record PlanRecord(LedgerEntry Entry, Plan Plan);
