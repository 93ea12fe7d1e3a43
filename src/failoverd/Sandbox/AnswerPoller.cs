using System.Diagnostics;
using System.Net;
using FailoverCtl.Dns.Asking;
using FailoverCtl.Dns.Wire;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Daemon.Sandbox;

/// <summary>
/// Asks one DNS server for every service in turn, 250 times a second, and keeps what matters of the answers. On a thread
/// of its own: the figures of a trial must not depend on the pool.
/// </summary>
internal sealed class AnswerPoller : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly Func<IPAddress, bool> _isLost;
    private readonly Stopwatch _clock;
    private readonly DnsQuery[] _questions;
    private readonly Thread _thread;
    private readonly TimeSpan _from;
    private volatile bool _stop;
    private CleanSecond? _clean;

    /// <param name="clock">The trial's; all pollers share it.</param>
    /// <param name="isLost">Whether an address belongs to the site that is lost.</param>
    public AnswerPoller(IPEndPoint server, IEnumerable<string> names, Func<IPAddress, bool> isLost, Stopwatch clock)
    {
        _isLost = isLost;
        _clock = clock;
        _from = clock.Elapsed;
        _questions = [.. names.Select(name => new DnsQuery(server, name, AddressFamily.V4))];
        _thread = new(Run) { IsBackground = true, Name = $"poll {server}" };
        _thread.Start();
    }

    /// <summary>Answers without any address.</summary>
    public int Empty { get; private set; }

    /// <summary>No answer in time, or an error code.</summary>
    public int Failed { get; private set; }

    public int Asked { get; private set; }

    public double AskedPerSecond => Asked / (_clock.Elapsed - _from).TotalSeconds;

    public bool HasAnswered => Asked - Failed > 0;

    /// <summary>The last answer with the lost site before the first second without any; null: not yet.</summary>
    public TimeSpan? CleanAt
    {
        get
        {
            lock (_gate)
            {
                return _clean?.At;
            }
        }
    }

    /// <summary>Answers with the lost site after that second.</summary>
    public int Wrong
    {
        get
        {
            lock (_gate)
            {
                return _clean?.Wrong ?? 0;
            }
        }
    }

    /// <summary>From now on an answer with the site counts.</summary>
    public void SiteIsLost(TimeSpan at)
    {
        lock (_gate)
        {
            _clean = new(at);
        }
    }

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
        foreach (var question in _questions)
        {
            question.Dispose();
        }
    }

    private void Run()
    {
        var next = _clock.Elapsed;
        for (var i = 0; !_stop; i++)
        {
            Take(_questions[i % _questions.Length].AskAsync(AnswerLimit, default).GetAwaiter().GetResult());
            next += Interval;
            var wait = next - _clock.Elapsed;
            if (wait > TimeSpan.Zero)
            {
                Thread.Sleep(wait);
            }
        }
    }

    private void Take(AddressReading reading)
    {
        lock (_gate)
        {
            Asked++;
            switch (reading)
            {
                case AddressReading.Failed:
                    Failed++;
                    break;
                case AddressReading.Answered answered when answered.Code != Rcode.NoError:
                    Failed++;
                    break;
                case AddressReading.Answered { Addresses.IsEmpty: true }:
                    Empty++;
                    break;
                case AddressReading.Answered answered when answered.Addresses.Any(_isLost):
                    _clean?.TakeLost(_clock.Elapsed);
                    break;
                case AddressReading.Answered:
                    _clean?.TakeClean(_clock.Elapsed);
                    break;
            }
        }
    }
}
