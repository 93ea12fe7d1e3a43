namespace FailoverCtl.Domain.Journal;

/// <summary>One line as it stands in the file. The hash of a line covers its text; the next line carries it.</summary>
/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="At">Monotonic ms of the process; of the world in a simulation.</param>
/// <param name="Previous">SHA-256 of the line before, lowercase hex; empty for the first.</param>
public sealed record JournalLine(long Sequence, long At, string Previous, JournalEvent Event);
