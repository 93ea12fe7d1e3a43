using System.Threading.Channels;
using FailoverCtl.Control.Ports;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Journal;

namespace FailoverCtl.Daemon.Dns;

/// <summary>
/// Between what a DNS role does and its journal: what is answered must not wait for a disk. In order, one writer, bounded.
/// </summary>
/// <param name="problem">Told what could not be recorded and why.</param>
internal sealed class JournalQueue(IJournalPort journal, Action<string> problem)
{
    /// <summary>Batches waiting; a role records a few a minute.</summary>
    private const int WaitingMax = 1_024;

    private readonly Channel<Batch> _waiting = Channel.CreateBounded<Batch>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true }
    );

    /// <param name="at">When it happened, monotonic ms.</param>
    public void Add(EquatableArray<JournalEvent> events, long at)
    {
        if (!_waiting.Writer.TryWrite(new(events, at)))
        {
            problem($"{WaitingMax} batches wait for the journal's disk: what happens now is not recorded");
        }
    }

    /// <summary>Writes until it is cancelled, and then what is left.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stopping))
            {
                Write();
            }
        }
        finally
        {
            Write();
        }
    }

    private void Write()
    {
        while (_waiting.Reader.TryRead(out var batch))
        {
            if (journal.Append(batch.Events, batch.At) is { } failure)
            {
                problem(failure);
            }
        }
    }

    private sealed record Batch(EquatableArray<JournalEvent> Events, long At);
}
