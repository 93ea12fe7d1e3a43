using System.Diagnostics;
using System.Net;
using FailoverCtl.Dns.Answering;
using FailoverCtl.Dns.Serving;
using FailoverCtl.Dns.State;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Tests.Adapters.Store;
using FailoverCtl.Tests.Core.Dns;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Dns;

public sealed class DnsRoleTests : IDisposable
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private readonly TemporaryDirectory _directory = new();
    private readonly PublishedZone _zone = new();
    private readonly DnsRole _role;

    public DnsRoleTests() => _role = NewRole(_zone);

    private string Path => _directory.File("dns.state");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void An_entry_is_answered_and_saved()
    {
        Assert.False(_role.HasState);
        Assert.Equal(new Offer.Applied(5, null), Offer(DnsWorld.Entry(5)));
        Assert.True(_role.HasState);
        AssertAnswered(5);

        var zone = new PublishedZone();
        Assert.IsType<StateRead.Found>(NewRole(zone).Load());
        Assert.Equal(_zone.Current!.Identity, zone.Current!.Identity);
    }

    [Fact]
    public void Without_a_state_on_disk_nothing_is_answered()
    {
        Assert.Equal(StateProblemKind.Missing, Assert.IsType<StateRead.Failed>(_role.Load()).Problem.Kind);
        Assert.False(_role.HasState);
        Assert.Null(_zone.Current);
    }

    [Fact]
    public void The_entry_in_force_offered_again_changes_nothing()
    {
        Offer(DnsWorld.Entry(5));
        var published = _zone.Current;
        Assert.Equal(new Offer.Unchanged(5, null), Offer(DnsWorld.Entry(5)));
        Assert.Same(published, _zone.Current);
    }

    [Fact]
    public void An_older_epoch_is_refused()
    {
        Offer(DnsWorld.Entry(5));
        AssertRefused(OfferRefusal.OlderEpoch, DnsWorld.Entry(4));
        AssertAnswered(5);
    }

    [Fact]
    public void An_epoch_older_than_the_one_on_disk_is_refused_after_a_restart()
    {
        Offer(DnsWorld.Entry(5));
        var restarted = NewRole(new());
        restarted.Load();
        Assert.Equal(
            OfferRefusal.OlderEpoch,
            Assert.IsType<Offer.Refused>(restarted.Offer(DnsWorld.Document, DnsWorld.Entry(4))).Why
        );
    }

    [Fact]
    public void The_same_epoch_with_another_proposal_is_refused()
    {
        Offer(DnsWorld.Entry(5));
        AssertRefused(OfferRefusal.SameEpochOtherContent, DnsWorld.Entry(5) with { Proposal = "other" });
    }

    [Fact]
    public void The_same_epoch_and_proposal_with_other_weights_is_refused()
    {
        Offer(DnsWorld.Entry(5));
        AssertRefused(OfferRefusal.SameEpochOtherContent, DnsWorld.Entry(5, ("www/gra/v4", 0)));
    }

    [Fact]
    public void Another_cluster_is_refused()
    {
        Offer(DnsWorld.Entry(5));
        AssertRefused(OfferRefusal.OtherCluster, DnsWorld.Entry(6) with { Cluster = "other" });
    }

    [Fact]
    public void A_role_that_is_told_its_cluster_refuses_another_from_the_start()
    {
        var role = new DnsRole("mine", new(Path), _zone);
        Assert.Equal(
            OfferRefusal.OtherCluster,
            Assert.IsType<Offer.Refused>(role.Offer(DnsWorld.Document, DnsWorld.Entry(5))).Why
        );
        Assert.False(role.HasState);
    }

    [Fact]
    public void Another_schema_is_refused() =>
        AssertRefused(OfferRefusal.OtherSchema, DnsWorld.Entry(5) with { Schema = 2 });

    [Fact]
    public void A_topology_that_the_entry_does_not_cite_is_refused() =>
        AssertRefused(OfferRefusal.BadTopology, DnsWorld.Entry(5) with { TopologyHash = new('0', 64) });

    [Fact]
    public void An_entry_that_would_empty_a_name_is_refused_and_the_last_good_stays()
    {
        Offer(DnsWorld.Entry(5));
        var refused = AssertRefused(OfferRefusal.WouldBeEmpty, DnsWorld.Entry(6, ("www/gra/v6", 0), ("www/sbg/v6", 0)));
        Assert.Contains("www.example.test", refused.Sentence, StringComparison.Ordinal);
        AssertAnswered(5);
        Assert.IsType<Offer.Applied>(Offer(DnsWorld.Entry(7)));
    }

    [Fact]
    public void On_a_full_disk_the_newest_is_answered_and_said_to_be_unsaved_and_the_older_state_is_set_aside()
    {
        Offer(DnsWorld.Entry(5));
        StateFileTests.FillDisk(Path);
        var applied = Assert.IsType<Offer.Applied>(Offer(DnsWorld.Entry(6)));
        Assert.Equal(StateProblemKind.DiskFull, applied.NotSaved!.Kind);
        Assert.Contains("epoch 6 is answered from memory", applied.NotSaved.Sentence, StringComparison.Ordinal);
        AssertAnswered(6);

        var read = Assert.IsType<StateRead.Found>(NewRole(new()).Load());
        Assert.Equal((5, true), (read.State.Entry.Epoch, read.KnownBehind));
    }

    [Fact]
    public void Offering_again_saves_once_there_is_room()
    {
        StateFileTests.FillDisk(Path);
        Assert.NotNull(Assert.IsType<Offer.Applied>(Offer(DnsWorld.Entry(6))).NotSaved);
        Assert.NotNull(Assert.IsType<Offer.Unchanged>(Offer(DnsWorld.Entry(6))).NotSaved);
        File.Delete(Path + ".new");
        Assert.Null(Assert.IsType<Offer.Unchanged>(Offer(DnsWorld.Entry(6))).NotSaved);
        Assert.Equal(6, Assert.IsType<StateRead.Found>(new StateFile(Path).Read()).State.Entry.Epoch);
    }

    [Fact]
    public void A_state_on_disk_that_would_empty_a_name_is_not_used()
    {
        new StateFile(Path).Write(new(DnsWorld.Document, DnsWorld.Entry(5, ("www/gra/v6", 0), ("www/sbg/v6", 0))));
        Assert.Equal(StateProblemKind.Unusable, Assert.IsType<StateRead.Failed>(_role.Load()).Problem.Kind);
        Assert.False(_role.HasState);
    }

    [Fact]
    public void What_is_hidden_is_answered_no_more_under_the_same_epoch_and_is_not_on_disk()
    {
        Offer(DnsWorld.Entry(5));
        var whole = _zone.Current;
        Assert.Null(_role.Hide(Endpoints("api/gra/v4")));
        Assert.NotSame(whole, _zone.Current);
        AssertAnswered(5);
        Assert.Equal(new Offer.Unchanged(5, null), Offer(DnsWorld.Entry(5)));
        Assert.NotSame(whole, _zone.Current);

        var restarted = new PublishedZone();
        NewRole(restarted).Load();
        Assert.Equal("198.51.100.1", FirstAddress(restarted, "api.eu.example.test"));
        Assert.Null(_role.Hide([]));
        Assert.Equal("198.51.100.1", FirstAddress(_zone, "api.eu.example.test"));
    }

    [Fact]
    public void Hiding_the_last_addresses_of_a_name_is_refused_and_the_answers_stay()
    {
        Offer(DnsWorld.Entry(5));
        var whole = _zone.Current;
        Assert.Contains(
            "would leave www.example.test without any V6 address",
            _role.Hide(Endpoints("www/gra/v6", "www/sbg/v6")),
            StringComparison.Ordinal
        );
        Assert.Same(whole, _zone.Current);
    }

    [Fact]
    public void A_newer_entry_is_answered_whole_unless_something_must_stay_hidden_under_it()
    {
        Offer(DnsWorld.Entry(5));
        _role.Hide(Endpoints("api/gra/v4"));
        var saved = Assert.IsType<Offer.Saved>(_role.Save(DnsWorld.Document, DnsWorld.Entry(6)));
        Assert.Equal(new Offer.Applied(6, null), _role.Answer(saved, Endpoints("api/gra/v4")));
        Assert.NotEqual("198.51.100.1", FirstAddress(_zone, "api.eu.example.test"));
        Assert.IsType<Offer.Applied>(Offer(DnsWorld.Entry(7)));
        Assert.Equal("198.51.100.1", FirstAddress(_zone, "api.eu.example.test"));
    }

    [Fact]
    public async Task While_the_disk_hangs_over_the_next_epoch_addresses_are_hidden_under_the_one_in_force()
    {
        Offer(DnsWorld.Entry(5));
        using var mkfifo = Process.Start("mkfifo", [Path + ".new"]);
        await mkfifo.WaitForExitAsync(Cancel);
        // Opening it to write hangs until somebody opens it to read.
        var saving = Task.Factory.StartNew(() => Offer(DnsWorld.Entry(6)), TaskCreationOptions.LongRunning);
        var hiding = Task.Factory.StartNew(HideAgainAndAgain, TaskCreationOptions.LongRunning);
        await hiding.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.NotEqual("198.51.100.1", FirstAddress(_zone, "api.eu.example.test"));
        AssertAnswered(5);
        Assert.False(saving.IsCompleted);

        await using var reader = new FileStream(Path + ".new", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        // A pipe is no file that could be written to.
        await Assert.ThrowsAsync<NotSupportedException>(() => saving);

        // For so long that the other thread has come to the disk meanwhile.
        void HideAgainAndAgain()
        {
            for (var since = Stopwatch.StartNew(); since.Elapsed < TimeSpan.FromMilliseconds(500); )
            {
                Assert.Null(_role.Hide([]));
                Assert.Null(_role.Hide(Endpoints("api/gra/v4")));
            }
        }
    }

    [Fact]
    public void An_epoch_that_was_saved_before_a_newer_one_does_not_replace_it()
    {
        var older = Assert.IsType<Offer.Saved>(_role.Save(DnsWorld.Document, DnsWorld.Entry(5)));
        Offer(DnsWorld.Entry(6));
        Assert.Equal(OfferRefusal.OlderEpoch, Assert.IsType<Offer.Refused>(_role.Answer(older, [])).Why);
        AssertAnswered(6);

        var newer = Assert.IsType<Offer.Saved>(_role.Save(DnsWorld.Document, DnsWorld.Entry(8)));
        AssertRefused(OfferRefusal.OlderEpoch, DnsWorld.Entry(7));
        Assert.Equal(8, Assert.IsType<StateRead.Found>(new StateFile(Path).Read()).State.Entry.Epoch);
        Assert.Equal(new Offer.Applied(8, null), _role.Answer(newer, []));
    }

    [Fact]
    public void What_secondaries_get_has_nothing_hidden_and_the_serial_of_what_is_answered()
    {
        Offer(DnsWorld.Entry(5));
        var decided = _zone.Decided;
        Assert.Null(_role.Hide(Endpoints("api/gra/v4")));
        Assert.Same(decided, _zone.Decided);
        Assert.NotSame(decided, _zone.Current);
        Assert.Equal(_zone.Current!.Serial, _zone.Decided!.Serial);
    }

    [Fact]
    public void Without_an_epoch_nothing_can_be_hidden() => Assert.NotNull(_role.Hide(Endpoints("api/gra/v4")));

    private static EquatableArray<EndpointId> Endpoints(params string[] endpoints) =>
        endpoints.Select(EndpointId.Parse).ToEquatableArray();

    /// <summary>The lowest address in an answer that carries all of them.</summary>
    private static string FirstAddress(PublishedZone zone, string name)
    {
        var (buffer, seed) = (new byte[Responder.TcpBufferBytes], 1UL);
        var query = QueryBytes.Of(name, 1);
        query.CopyTo(buffer, 0);
        var reply = Responder.Answer(buffer, query.Length, zone.Current!, ref seed, Transport.Tcp);
        // The answers of this question are the last 16 octets each: pointer, type, class, TTL, length, address.
        var answers = buffer.AsSpan(query.Length, reply.Length - query.Length).ToArray().Chunk(16);
        return answers.Select(a => new IPAddress(a[12..]).ToString()).Min(StringComparer.Ordinal)!;
    }

    private DnsRole NewRole(PublishedZone zone) => new(null, new(Path), zone);

    private Offer Offer(LedgerEntry entry) => _role.Offer(DnsWorld.Document, entry);

    private Offer.Refused AssertRefused(OfferRefusal why, LedgerEntry entry)
    {
        var refused = Assert.IsType<Offer.Refused>(Offer(entry));
        Assert.Equal(why, refused.Why);
        return refused;
    }

    private void AssertAnswered(long epoch)
    {
        Assert.Equal(epoch, _zone.Current!.Identity.Epoch);
        Assert.Equal(epoch, _role.InForce!.Epoch);
    }
}
