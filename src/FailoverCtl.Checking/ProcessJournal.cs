using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Journal;

namespace FailoverCtl.Checking;

/// <summary>What one process recorded. The lines of several lives may follow each other; each begins with a start event.</summary>
/// <param name="Name">For the reader of the findings: a process or a file.</param>
/// <param name="Fault">What ended the reading of the file early, if anything did.</param>
public sealed record ProcessJournal(string Name, EquatableArray<JournalLine> Lines, JournalFault? Fault = null);

/// <summary>Whether times of different journals can be compared.</summary>
public enum Clock
{
    /// <summary>Each process counts from its own start: production.</summary>
    PerProcess,

    /// <summary>All lines carry the time of the world: simulation.</summary>
    Shared,
}
