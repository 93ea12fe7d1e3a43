using FailoverCtl.Control.Reflex;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Topology;
using Xunit;

namespace FailoverCtl.Tests.Core.Reflex;

/// <summary>When the store counts as silent, with the reads as the loop begins them.</summary>
public sealed class StoreSilenceTests : IReflexPort
{
    private const long Never = long.MaxValue / 2;

    private readonly PriorityQueue<Action, long> _coming = new();
    private readonly List<(CoordinationMode Mode, long At)> _modes = [];
    private readonly ReflexLoop _loop;
    private Func<int, long> _answersAfter = _ => Never;
    private int _waitingMost;
    private bool _mute;
    private long _now = 10_000;

    public StoreSilenceTests() => _loop = new(this, _now);

    [Theory]
    [InlineData(2, 50)]
    [InlineData(50, 50)]
    [InlineData(160, 50)]
    [InlineData(300, 50)]
    [InlineData(450, 50)]
    [InlineData(490, 50)]
    [InlineData(160, 67)]
    [InlineData(300, 67)]
    [InlineData(450, 67)]
    public void A_store_that_keeps_answering_within_500_ms_is_never_silent(long answersAfter, long tick)
    {
        _answersAfter = _ => answersAfter;
        Pass(60_000, tick);
        Assert.Empty(_modes);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(160)]
    [InlineData(450)]
    public void A_store_that_falls_mute_is_silent_500_ms_after_the_first_read_it_leaves_unanswered(long answersAfter)
    {
        for (var phase = 0L; phase < 200; phase += 10)
        {
            var test = new StoreSilenceTests { _answersAfter = _ => answersAfter };
            test.Pass(2_000 + phase);
            var mute = test._now;
            test._mute = true;
            test.Pass(1_000);

            var (mode, at) = Assert.Single(test._modes);
            Assert.Equal(CoordinationMode.CoordinationLost, mode);
            // A read that was under way when it fell mute has waited already.
            Assert.InRange(at - mute, 500 - answersAfter, 700);
        }
    }

    [Fact]
    public void A_store_that_never_answered_is_silent_too_and_its_first_answer_ends_it()
    {
        Pass(1_000);
        _answersAfter = _ => 2;
        Pass(1_000);
        Assert.Equal([CoordinationMode.CoordinationLost, CoordinationMode.Normal], _modes.Select(m => m.Mode));
    }

    [Fact]
    public void A_server_that_hangs_is_no_silence_while_the_next_one_answers()
    {
        _answersAfter = waiting => waiting == 0 ? Never : 100;
        Pass(60_000);
        Assert.Empty(_modes);
    }

    [Fact]
    public void Three_reads_are_under_way_at_most()
    {
        Pass(60_000);
        Assert.Equal(2, _waitingMost);
    }

    void IReflexPort.ReadStore(long askedAt, int waiting)
    {
        _waitingMost = Math.Max(_waitingMost, waiting);
        var takes = _answersAfter(waiting);
        var ends = false;
        _coming.Enqueue(Answer, _now + takes);
        _coming.Enqueue(Fail, _now + ReflexCadence.ReadLimit);

        void Answer()
        {
            if (!ends && !_mute)
            {
                ends = true;
                _loop.StoreRead(_now, askedAt, null, 0);
            }
        }

        void Fail()
        {
            if (!ends)
            {
                ends = true;
                _loop.StoreFailed(_now);
            }
        }
    }

    void IReflexPort.AskAgent(VantagePoint agent) { }

    string? IReflexPort.Hide(EquatableArray<EndpointId> hidden) => null;

    void IReflexPort.Record(EquatableArray<JournalEvent> events, long at) =>
        _modes.AddRange(events.OfType<ModeEvent>().Select(e => (e.Mode, at)));

    void IReflexPort.Say(string sentence) { }

    private void Pass(long milliseconds, long tick = ReflexCadence.Tick)
    {
        for (var until = _now + milliseconds; _now < until; )
        {
            _now++;
            while (_coming.TryPeek(out var next, out var at) && at <= _now)
            {
                _coming.Dequeue();
                next();
            }

            if (_now % tick == 0)
            {
                _loop.Tick(_now);
            }
        }
    }
}
