using FailoverCtl.Domain.Journal;

namespace FailoverCtl.Control.Ports;

/// <summary>Where events become durable before anything is done about them.</summary>
public interface IJournalPort
{
    /// <returns>Null when all events are durable; otherwise why not, and then nothing may be done (F-32).</returns>
    string? Append(IReadOnlyList<JournalEvent> events, long at);
}
