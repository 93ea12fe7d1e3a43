using System.Collections.Concurrent;
using System.Net.Sockets;

namespace FailoverCtl.Probing.Dialogues;

/// <summary>
/// The dialogues under way: TLS and gRPC are spoken by the platform's own code, which a loop of its own cannot call without
/// standing still for a handshake's arithmetic (a millisecond) or a chain's building. So the loop connects, and a refused,
/// cut or silent connection never comes here; what accepts is talked to on the thread pool, at most 1024 at once, each with a
/// deadline that the loop keeps. What comes back goes through a queue to the loop.
/// </summary>
internal sealed class DialogueSet(Action wake, int max = DialogueSet.Max) : IDisposable
{
    /// <summary>A handshake holds about 50 kB; a site of 80 endpoints that accepts and hangs is asked 12 times each at once.</summary>
    public const int Max = 1_024;

    private const int EndMilliseconds = 2_000;

    private readonly ConcurrentQueue<Said> _said = new();
    private readonly CancellationTokenSource _ending = new();
    private int _underWay;

    public int UnderWay => Volatile.Read(ref _underWay);

    /// <param name="descriptor">Connected; it belongs to the dialogue when this says so.</param>
    /// <param name="limitMilliseconds">After which it is given up; the loop has then long ended the probe.</param>
    public bool TryStart(IDialogue dialogue, int descriptor, ulong token, int limitMilliseconds)
    {
        if (Volatile.Read(ref _underWay) >= max)
        {
            return false;
        }

        _ = Interlocked.Increment(ref _underWay);
        _ = Task.Run(() => RunAsync(dialogue, descriptor, token, limitMilliseconds));
        return true;
    }

    public bool TryTake(out Said said) => _said.TryDequeue(out said);

    /// <summary>Returns when none can wake the loop any more: its descriptor may then be given to somebody else.</summary>
    public void Dispose()
    {
        _ending.Cancel();
        if (SpinWait.SpinUntil(() => UnderWay == 0, EndMilliseconds))
        {
            _ending.Dispose();
        }
    }

    private async Task RunAsync(IDialogue dialogue, int descriptor, ulong token, int limitMilliseconds)
    {
        try
        {
            // Closing must send RST, as the loop's own probes do: no TIME_WAIT, no lingering.
            using var socket = new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
            socket.LingerState = new(true, 0);
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
            cancel.CancelAfter(limitMilliseconds);
            await using var stream = new HeardStream(
                new NetworkStream(socket, ownsSocket: false),
                () => Tell(new(token, News.Heard, default, null))
            );
            try
            {
                var result = await dialogue.HoldAsync(stream, cancel.Token);
                Tell(new(token, News.Ended, result, null));
            }
            catch (Exception e) when (Breaks.Of(e) is { } broken && !cancel.IsCancellationRequested)
            {
                Tell(new(token, News.Ended, new(Breaks.MeaningOf(broken, stream.Heard), null), null));
            }
            catch (Exception e)
                when (cancel.IsCancellationRequested && (e is OperationCanceledException || Breaks.Of(e) is not null))
            {
                // Too late: the loop has drawn its own conclusion.
            }
        }
#pragma warning disable CA1031 // The dialogue's boundary: a bug in one is counted and shown, and is no evidence.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Tell(new(token, News.Faulted, default, fault.ToString()));
        }
        finally
        {
            _ = Interlocked.Decrement(ref _underWay);
        }
    }

    private void Tell(Said said)
    {
        if (!_ending.IsCancellationRequested)
        {
            _said.Enqueue(said);
            wake();
        }
    }
}
