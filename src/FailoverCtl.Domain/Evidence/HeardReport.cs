namespace FailoverCtl.Domain.Evidence;

/// <summary>A report and how long ago it was received.</summary>
/// <param name="AgeMilliseconds">By the receiver's monotonic clock (I-07).</param>
public sealed record HeardReport(Report Report, long AgeMilliseconds);
