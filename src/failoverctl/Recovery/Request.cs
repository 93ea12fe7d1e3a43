namespace FailoverCtl.CommandLine.Recovery;

/// <summary>What the operator asks, and what is drawn for it.</summary>
/// <param name="Proposal">Never used again.</param>
/// <param name="HoldId">For the hold that recover may add.</param>
/// <param name="At">Wall time, for display only.</param>
public sealed record Request(string By, string Reason, string Proposal, string HoldId, DateTimeOffset At);
