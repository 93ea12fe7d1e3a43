using FailoverCtl.Decision.Machine;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using Xunit;

namespace FailoverCtl.Tests.Core.Decision;

/// <summary>When the author counts as stalled, by what a controller hears of heartbeats.</summary>
public sealed class PeersTests
{
    private const long Beat = 750;
    private const ulong Index = 40;

    private static readonly Author Them = new(new("c-rbx"), 3);

    private readonly Self _self = new(new("c-gra"), 7, new("gra"));
    private readonly Peers _peers;
    private long _now = 1_000_000;
    private long _counter;

    public PeersTests() => _peers = new(_self);

    [Fact]
    public void An_author_whose_heartbeat_stands_still_for_two_seconds_is_stalled()
    {
        Hear(beats: 4, theirs: true, own: true);
        Hear(beats: 2, theirs: false, own: true);
        Assert.False(IsStalled());

        Hear(beats: 1, theirs: false, own: true);
        Assert.True(IsStalled());
    }

    [Fact]
    public void An_author_that_reads_no_newer_ledger_is_stalled_though_its_heart_beats()
    {
        Hear(beats: 4, theirs: true, own: true, theirIndex: Index - 1);
        Assert.True(IsStalled());
    }

    [Fact]
    public void A_controller_that_does_not_hear_even_itself_takes_nobody_for_stalled()
    {
        Hear(beats: 4, theirs: true, own: true);
        Hear(beats: 20, theirs: false, own: false);
        Assert.False(IsStalled());
    }

    [Fact]
    public void What_a_watch_brings_after_a_deaf_time_stalls_nobody_whatever_comes_first()
    {
        Hear(beats: 4, theirs: true, own: true);
        Hear(beats: 20, theirs: false, own: false);
        Hear(beats: 1, theirs: false, own: true);
        Assert.False(IsStalled());

        Hear(beats: 1, theirs: true, own: false);
        Hear(beats: 2, theirs: false, own: true);
        Assert.False(IsStalled());
    }

    [Fact]
    public void An_author_of_whom_nothing_was_ever_heard_is_stalled_once_one_has_listened()
    {
        Hear(beats: 2, theirs: false, own: true);
        Assert.False(IsStalled());
        Hear(beats: 1, theirs: false, own: true);
        Assert.True(IsStalled());
    }

    [Fact]
    public void An_epoch_that_is_new_here_gives_its_author_two_seconds()
    {
        Hear(beats: 6, theirs: false, own: true);
        Assert.False(IsStalled(since: _now - 1_999));
        Assert.True(IsStalled(since: _now - 2_000));
    }

    private bool IsStalled(long since = 0) => _peers.IsStalled(Them, since, Index, _now);

    private void Hear(int beats, bool theirs, bool own, ulong theirIndex = Index)
    {
        for (var i = 0; i < beats; i++)
        {
            _now += Beat;
            _counter++;
            if (own)
            {
                _peers.Take(Status(_self.AsAuthor, Index), _now);
            }

            if (theirs)
            {
                _peers.Take(Status(Them, theirIndex), _now);
            }
        }
    }

    private ControllerStatus Status(Author of, ulong index) =>
        new(of.Controller, of.Boot, _counter, null, index, 1, 0, [], SortedMap<SiteId, SiteCondition>.Empty, null);
}
