using System.Text.Json;
using System.Threading.Channels;
using FailoverCtl.Control.Ports;
using FailoverCtl.Daemon.Controller;
using FailoverCtl.Daemon.Processes;

namespace FailoverCtl.Daemon.Alarms;

/// <summary>
/// Logs every alarm at once, and tells receivers what the desk lets through: one after another, each within a limit, tried again
/// a few times. Nothing here ever makes the control loop wait.
/// </summary>
internal sealed class AlarmSender(AlarmDesk desk, IReadOnlyList<IAlarmReceiver> receivers, Monotonic clock, ILogger log)
    : IAlarmPort
{
    /// <summary>Waiting at most; the oldest is dropped for a newer one, and the number shows the gap.</summary>
    public const int WaitingMax = 64;

    private const int TriesMax = 3;

    /// <summary>For one try at one receiver.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Channel<AlarmMessage> _waiting = Channel.CreateBounded<AlarmMessage>(
        new BoundedChannelOptions(WaitingMax) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }
    );

    /// <summary>On the control loop's thread.</summary>
    public void Raise(string what)
    {
        log.AlarmRaised(what);
        if (receivers.Count > 0 && desk.Raise(what, clock.NowMilliseconds, clock.Time.GetUtcNow()) is { } message)
        {
            _waiting.Writer.TryWrite(message);
        }
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        await foreach (var message in _waiting.Reader.ReadAllAsync(stopping))
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(message, AlarmJson.Default.AlarmMessage);
            await Task.WhenAll(receivers.Select(r => TellAsync(r, message, json, stopping)));
        }
    }

    private async Task TellAsync(IAlarmReceiver receiver, AlarmMessage message, byte[] json, CancellationToken stopping)
    {
        var problem = "";
        for (var attempt = 0; attempt < TriesMax; attempt++)
        {
            if (attempt > 0)
            {
                await Task.Delay(Pause * attempt, clock.Time, stopping);
            }

            using var limit = new CancellationTokenSource(Limit, clock.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
            try
            {
                if (await receiver.TellAsync(message, json, either.Token) is not { } refused)
                {
                    return;
                }

                problem = refused;
            }
            catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
            {
                problem = $"it took longer than {Limit.TotalSeconds:0} s";
            }
        }

        log.AlarmNotTold(message.Number, receiver.Name, TriesMax, problem);
    }
}
