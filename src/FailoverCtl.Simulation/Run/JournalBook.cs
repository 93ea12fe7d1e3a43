using FailoverCtl.Checking;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Journal;

namespace FailoverCtl.Simulation.Run;

/// <summary>The journals of all processes, in true time.</summary>
public sealed class JournalBook
{
    private readonly List<Entry> _entries = [];
    private readonly SortedDictionary<string, List<JournalLine>> _byProcess = new(StringComparer.Ordinal);

    /// <summary>All lines in the order of true time.</summary>
    public IReadOnlyList<Entry> Entries => _entries;

    /// <summary>What stands in each process's own file, as the checker reads it.</summary>
    public IReadOnlyList<ProcessJournal> Files =>
        [.. _byProcess.Select(f => new ProcessJournal(f.Key, f.Value.ToEquatableArray()))];

    public void Add(string process, long at, JournalEvent item)
    {
        if (!_byProcess.TryGetValue(process, out var file))
        {
            _byProcess[process] = file = [];
        }

        var line = new JournalLine(file.Count + 1, at, "", item);
        file.Add(line);
        _entries.Add(new(process, line));
    }

    public sealed record Entry(string Process, JournalLine Line);
}
