using System.Threading.Channels;
using FailoverCtl.Domain.Evidence;

namespace FailoverCtl.Probing;

/// <summary>Room for one report between the probe thread and whoever writes it: a newer one replaces an older one.</summary>
public sealed class LatestReport
{
    private readonly Channel<Report> _room = Channel.CreateBounded<Report>(
        new BoundedChannelOptions(1)
        {
            FullMode = BoundedChannelFullMode.DropOldest,
            AllowSynchronousContinuations = false,
        }
    );

    private volatile Report? _last;

    /// <summary>The last report whether it was taken or not; null: none yet.</summary>
    public Report? Last => _last;

    public void Put(Report report)
    {
        _last = report;
        _ = _room.Writer.TryWrite(report);
    }

    public ValueTask<Report> TakeAsync(CancellationToken cancellation) => _room.Reader.ReadAsync(cancellation);
}
