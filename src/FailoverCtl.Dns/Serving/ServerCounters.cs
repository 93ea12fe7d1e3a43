using FailoverCtl.Dns.Answering;
using FailoverCtl.Dns.Wire;

namespace FailoverCtl.Dns.Serving;

/// <summary>What one server has done since it started. Read by any thread at any time.</summary>
public sealed class ServerCounters
{
    private readonly long[] _answers = new long[(int)Rcode.BadVersion + 1];
    private long _queries;
    private long _dropped;
    private long _slipped;
    private long _limited;
    private long _transfers;
    private long _sendFailures;
    private long _faults;
    private long _refusedConnections;

    public long Queries => Interlocked.Read(ref _queries);

    /// <summary>Not answered on purpose: responses, runts, or nothing is published yet.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Sent empty with TC because their client had its share (<see cref="Limiting.RateLimits"/>).</summary>
    public long Slipped => Interlocked.Read(ref _slipped);

    /// <summary>Ready answers that were not sent because their client had its share.</summary>
    public long Limited => Interlocked.Read(ref _limited);

    /// <summary>Whole zones sent to secondaries.</summary>
    public long Transfers => Interlocked.Read(ref _transfers);

    /// <summary>Answers that the kernel did not take.</summary>
    public long SendFailures => Interlocked.Read(ref _sendFailures);

    /// <summary>Exceptions caught at the loop's boundary, and failed receives: each one is a bug or a sick host.</summary>
    public long Faults => Interlocked.Read(ref _faults);

    /// <summary>TCP connections closed at once because all places were taken.</summary>
    public long RefusedConnections => Interlocked.Read(ref _refusedConnections);

    public long Answers(Rcode code) => Interlocked.Read(ref _answers[(int)code]);

    internal void Count(Reply reply)
    {
        Interlocked.Increment(ref _queries);
        Interlocked.Increment(ref reply.IsDrop ? ref _dropped : ref _answers[(int)reply.Code]);
    }

    internal void CountSlipped() => Interlocked.Increment(ref _slipped);

    internal void CountLimited() => Interlocked.Increment(ref _limited);

    internal void CountTransfer() => Interlocked.Increment(ref _transfers);

    internal void CountSendFailures(int count) => Interlocked.Add(ref _sendFailures, count);

    internal void CountFault() => Interlocked.Increment(ref _faults);

    internal void CountRefusedConnection() => Interlocked.Increment(ref _refusedConnections);
}
