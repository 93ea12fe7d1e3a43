namespace FailoverCtl.Control.Journal;

/// <summary>What came of opening a journal.</summary>
public abstract record JournalOpening
{
    private JournalOpening() { }

    /// <param name="Notice">For the log: a torn record was cut off; null when the end was clean.</param>
    public sealed record Opened(JournalFile File, string? Notice) : JournalOpening;

    public sealed record Refused(JournalFailure Failure) : JournalOpening;
}
