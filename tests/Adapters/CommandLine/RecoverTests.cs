using System.Text.Json;
using FailoverCtl.CommandLine;
using FailoverCtl.Control.Journal;
using FailoverCtl.Dns.State;
using FailoverCtl.Dns.Zones;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Store;
using FailoverCtl.Tests.Adapters.Dns;
using FailoverCtl.Tests.Adapters.Store;
using FailoverCtl.TopologyFiles;
using Xunit;

namespace FailoverCtl.Tests.Adapters.CommandLine;

/// <summary>failoverctl recover against a store that was set back, emptied or damaged, and a DNS server that answers on.</summary>
public sealed class RecoverTests : IAsyncLifetime
{
    private const string Why = "restored last night's snapshot";

    private readonly TemporaryDirectory _directory = new();
    private CommandRig _rig = null!;
    private LoopbackDns _dns = null!;
    private Topology _topology = null!;
    private LedgerEntry _newest = null!;

    private string TopologyFiles => Path.Combine(_directory.Path, "topology");

    /// <summary>Epoch 1 is in the store; users get epoch 9, in which Strasbourg is drained.</summary>
    public async ValueTask InitializeAsync()
    {
        _dns = await LoopbackDns.StartAsync();
        Directory.CreateDirectory(TopologyFiles);
        foreach (var file in Directory.EnumerateFiles(CommandRig.Minimal))
        {
            var text = (await File.ReadAllTextAsync(file)).Replace("127.0.1.1:5353", _dns.Address.ToString());
            await File.WriteAllTextAsync(Path.Combine(TopologyFiles, Path.GetFileName(file)), text);
        }

        _topology = TopologyLoader.Load(TopologyFiles).Topology!;
        _rig = await CommandRig.StartAsync(initialised: false);
        Assert.Equal(Exit.Fine, (await _rig.RunAsync("init", TopologyFiles)).Exit);
        _newest = await _rig.LedgerAsync() with
        {
            Epoch = 9,
            Proposal = "c-rbx-9",
            Author = new(new("c-rbx"), 7),
            Cause = new(CauseKind.Intent, "i1", "drain site:sbg by ada: new switch"),
            Latches = Latches.None with
            {
                Drains = [new(new("sbg"), DrainCause.Operator, "ada", "new switch", null, Overflow: false)],
            },
            Steering = SteeringMap.From(
                _topology,
                _topology.Endpoints.Select(e =>
                    KeyValuePair.Create(e, e.Site.Value == "sbg" ? 0 : _topology.DeclaredWeight(e))
                )
            ),
        };
        _dns.Zone.Publish(((ZoneBuild.Built)ZoneBuilder.Build(_topology, _newest)).Snapshot);
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        await _dns.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_store_that_went_back_is_recovered_from_a_DNS_servers_state_file()
    {
        var before = await _rig.LedgerAsync();

        var ran = await RecoverAsync("--yes", StateFile());

        Assert.Equal((Exit.Fine, ""), (ran.Exit, ran.Error));
        Assert.Contains("the store went back to epoch 1", ran.Out);
        Assert.Contains("DNS server ns-rbx", ran.Out);
        Assert.Contains("epoch 10 is in force", ran.Out);
        var after = await _rig.LedgerAsync();
        Assert.Equal((10, 10), (after.Epoch, after.LastRecovery));
        Assert.Equal((_newest.Steering, _newest.Latches), (after.Steering, after.Latches));
        Assert.Equal((CauseKind.Recovery, before.TopologyHash), (after.Cause.Kind, after.TopologyHash));
        Assert.Contains("by anna@", after.Cause.Sentence);
        Assert.Contains(Why, after.Cause.Sentence);
        Assert.Equal("all", Assert.Single(await _rig.HoldsAsync()).Scope);
    }

    [Fact]
    public async Task A_deleted_prefix_is_recovered_from_a_controllers_journal_with_topology_and_a_hold()
    {
        await DeleteAsync(_rig.Documents.Keys.Prefix);

        var ran = await RecoverAsync("--yes", Journal());

        Assert.Equal((Exit.Fine, ""), (ran.Exit, ran.Error));
        Assert.Contains("put back from journal", ran.Out);
        var after = await _rig.LedgerAsync();
        Assert.Equal((10, _newest.Steering), (after.Epoch, after.Steering));
        var topology = await _rig.Documents.ReadTopologyAsync(after.TopologyHash, ReadMode.Consistent, Cancel);
        Assert.Equal(_topology, topology.OrNull());
        var hold = Assert.Single(await _rig.HoldsAsync());
        Assert.Equal("all", hold.Scope);
        Assert.Contains($"failoverctl release {hold.Id}", ran.Out);
        Assert.Equal(Exit.Fine, (await _rig.RunAsync("release", hold.Id, "--yes")).Exit);
        Assert.Empty(await _rig.HoldsAsync());
    }

    [Fact]
    public async Task After_a_recovery_nothing_is_wrong_and_a_second_one_is_refused()
    {
        Assert.Equal(Exit.Fine, (await RecoverAsync("--yes", StateFile())).Exit);

        var ran = await RecoverAsync("--yes", StateFile());

        Assert.Equal(Exit.Refused, ran.Exit);
        Assert.Contains("nothing is wrong: the store has epoch 10", ran.Error);
        Assert.Equal(10, (await _rig.LedgerAsync()).Epoch);
    }

    [Fact]
    public async Task What_only_a_DNS_server_knows_the_number_of_needs_a_word()
    {
        var ran = await RecoverAsync("--yes");

        Assert.Equal(Exit.Usage, ran.Exit);
        Assert.Contains("DNS server ns-rbx knew epoch 9, the newest one known whole is epoch 1", ran.Error);
        Assert.Equal(1, (await _rig.LedgerAsync()).Epoch);

        Assert.Equal(Exit.Fine, (await RecoverAsync("--yes", "--from", "1")).Exit);
        Assert.Equal(
            (10, SteeringMap.AsDeclared),
            ((await _rig.LedgerAsync()).Epoch, (await _rig.LedgerAsync()).Steering)
        );
    }

    [Fact]
    public async Task With_everything_lost_the_topologys_files_say_whom_to_ask_and_what_is_declared()
    {
        await DeleteAsync(_rig.Documents.Keys.Prefix);

        var ran = await RecoverAsync("--yes", "--from", "declared", "--topology", TopologyFiles);

        Assert.Equal((Exit.Fine, ""), (ran.Exit, ran.Error));
        Assert.Contains($"{_dns.Address} answers it", ran.Out);
        var after = await _rig.LedgerAsync();
        Assert.Equal((10, SteeringMap.AsDeclared, Latches.None), (after.Epoch, after.Steering, after.Latches));
    }

    [Fact]
    public async Task A_dry_run_shows_all_of_it_and_writes_nothing()
    {
        var before = await _rig.LedgerAsync();

        var ran = await _rig.RunAsync("recover", "--dry-run", StateFile());

        Assert.Equal((Exit.Fine, ""), (ran.Exit, ran.Error));
        Assert.Contains("TO COMMIT", ran.Out);
        Assert.Contains("sbg drained", ran.Out);
        Assert.Equal(before, await _rig.LedgerAsync());
    }

    [Fact]
    public async Task Nothing_is_done_without_a_reason_or_a_yes()
    {
        Assert.Equal(Exit.Usage, (await _rig.RunAsync("recover", "--yes", StateFile())).Exit);
        Assert.Equal(Exit.Usage, (await RecoverAsync(StateFile())).Exit);
        var said = await _rig.AnswerAsync("n", "recover", "--reason", Why, StateFile());
        Assert.Equal(Exit.Error, said.Exit);
        Assert.Contains("epoch 10", said.Error);
        Assert.Equal(1, (await _rig.LedgerAsync()).Epoch);

        Assert.Equal(Exit.Fine, (await _rig.AnswerAsync("y", "recover", "--reason", Why, StateFile())).Exit);
        Assert.Equal(10, (await _rig.LedgerAsync()).Epoch);
    }

    [Fact]
    public async Task A_store_that_moved_while_it_was_shown_is_left_alone()
    {
        var moved = await _rig.LedgerAsync() with { Epoch = 2, Proposal = "another" };
        using var person = new SlowPerson(() => Put(_rig.Documents.Keys.Ledger, moved).GetAwaiter().GetResult());

        var ran = await _rig.AnswerAsync(person, "recover", "--reason", Why, StateFile());

        Assert.Equal(Exit.Refused, ran.Exit);
        Assert.Contains("changed since it was shown", ran.Error);
        Assert.Equal(moved, await _rig.LedgerAsync());
    }

    [Fact]
    public async Task A_damaged_ledger_and_damaged_holds_are_replaced()
    {
        var keys = _rig.Documents.Keys;
        Assert.Null(await _rig.Documents.Store.PutAsync(keys.Ledger, "{}"u8.ToArray(), Cancel));
        Assert.Null(await _rig.Documents.Store.PutAsync(keys.Holds, "{\"items\":"u8.ToArray(), Cancel));

        var ran = await RecoverAsync("--yes", StateFile());

        Assert.Equal((Exit.Fine, ""), (ran.Exit, ran.Error));
        Assert.Equal(10, (await _rig.LedgerAsync()).Epoch);
        Assert.Equal("all", Assert.Single(await _rig.HoldsAsync()).Scope);
    }

    [Fact]
    public async Task Another_clusters_ledger_under_our_key_is_named_and_replaced()
    {
        await Put(_rig.Documents.Keys.Ledger, _newest with { Cluster = "other", Epoch = 400 });

        var ran = await RecoverAsync("--yes", StateFile());

        Assert.Contains("the ledger in the store is that of cluster other", ran.Out);
        Assert.Equal(("minimal", 10), ((await _rig.LedgerAsync()).Cluster, (await _rig.LedgerAsync()).Epoch));
    }

    [Fact]
    public async Task Intents_that_are_open_in_the_old_store_are_refused()
    {
        var intent = new Intent("i7", IntentKind.Undrain, "site:gra", "ada", "old", [], default, IntentOutcome.Pending);
        Assert.Null(await _rig.Documents.AskAsync(intent, Cancel));

        Assert.Equal(Exit.Fine, (await RecoverAsync("--yes", StateFile())).Exit);

        var after = await _rig.Documents.ReadAsync(
            _rig.Documents.Keys.Intent("i7"),
            DomainJson.Default.Intent,
            ReadMode.Consistent,
            Cancel
        );
        Assert.Equal(IntentState.Refused, after.OrNull()!.Outcome.State);
    }

    [Fact]
    public async Task A_topology_whose_chunks_are_spoilt_is_put_back()
    {
        var hash = _newest.TopologyHash;
        Assert.Null(
            await _rig.Documents.Store.PutAsync(_rig.Documents.Keys.TopologyChunk(hash, 1), "x"u8.ToArray(), Cancel)
        );

        var ran = await RecoverAsync("--yes", StateFile());

        Assert.Equal((Exit.Fine, ""), (ran.Exit, ran.Error));
        var topology = await _rig.Documents.ReadTopologyAsync(hash, ReadMode.Consistent, Cancel);
        Assert.Equal(_topology, topology.OrNull());
    }

    [Fact]
    public async Task The_recovery_is_explained_later_with_what_was_known()
    {
        Assert.Equal(Exit.Fine, (await RecoverAsync("--yes", StateFile())).Exit);

        Assert.Contains("recovery: epoch 9, from state file", (await _rig.RunAsync("events")).Out);
        Assert.Contains("the store went back", (await _rig.RunAsync("explain", "10")).Out);
    }

    [Fact]
    public async Task As_JSON_the_document_says_what_was_committed()
    {
        var ran = await RecoverAsync("--yes", "-o", "json", StateFile());

        using var document = JsonDocument.Parse(ran.Out);
        Assert.Equal("Committed", document.RootElement.GetProperty("state").GetString());
        Assert.Equal(10, document.RootElement.GetProperty("entry").GetProperty("epoch").GetInt64());
    }

    [Fact]
    public async Task A_file_that_is_not_there_or_is_nothing_of_ours_is_an_error_not_silence()
    {
        var missing = await RecoverAsync("--yes", Path.Combine(_directory.Path, "none.state"));
        Assert.Equal(Exit.Error, missing.Exit);
        Assert.Contains("none.state", missing.Error);

        var altered = StateFile();
        await File.AppendAllTextAsync(altered, "more");
        var ran = await RecoverAsync("--yes", altered);
        Assert.Equal(Exit.Usage, ran.Exit);
        Assert.Contains("it was cut or added to", ran.Out);
    }

    [Fact]
    public async Task Status_says_that_controllers_stopped()
    {
        var status = new ControllerStatus(new("c-rbx"), 7, 1, new("rbx"), 1, 9, 0, [], Sites(), null)
        {
            Stopped = "the ledger went back from epoch 9 to 1",
        };
        await _rig.PutAsync(_rig.Documents.Keys.Controller("c-rbx"), status, DomainJson.Default.ControllerStatus);

        var ran = await _rig.RunAsync("status");

        Assert.Equal(Exit.Degraded, ran.Exit);
        Assert.Contains("nothing is written by c-rbx: the ledger went back from epoch 9 to 1", ran.Out);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Domain.Collections.SortedMap<SiteId, Domain.Diagnosis.SiteCondition> Sites() =>
        Domain.Collections.SortedMap<SiteId, Domain.Diagnosis.SiteCondition>.Empty;

    private Task<Ran> RecoverAsync(params string[] more) => _rig.RunAsync(["recover", "--reason", Why, .. more]);

    private Task Put(string key, LedgerEntry entry) => _rig.PutAsync(key, entry, DomainJson.Default.LedgerEntry);

    private async Task DeleteAsync(string prefix) =>
        Assert.IsType<CommitOutcome.Committed>(
            await _rig.Documents.Store.CommitAsync(Transaction.Of(new StoreOperation.DeleteTree(prefix)), Cancel)
        );

    /// <summary>Written by the DNS role itself.</summary>
    private string StateFile()
    {
        var path = Path.Combine(_directory.Path, "dns-ns-rbx.state");
        Assert.Null(new StateFile(path).Write(new(TopologyDocument.Write(_topology), _newest)));
        return path;
    }

    /// <summary>A state directory with the journal of a controller.</summary>
    private string Journal()
    {
        var directory = Path.Combine(_directory.Path, "state");
        var opened = Assert.IsType<JournalOpening.Opened>(
            JournalFile.Open(new(directory, "controller-c-rbx", "minimal"))
        );
        using var journal = opened.File;
        Assert.Null(
            journal.Append(
                [
                    new StartEvent("minimal", "controller/c-rbx", 7),
                    new TopologyEvent(_newest.TopologyHash, _topology),
                    new LedgerEvent(LedgerOutcome.Observed, 8, _newest with { Epoch = 8, Proposal = "c-rbx-8" }),
                    new LedgerEvent(LedgerOutcome.Committed, 9, _newest),
                ],
                1
            )
        );
        return directory;
    }

    /// <summary>Says yes, after something happened.</summary>
    private sealed class SlowPerson(Action meanwhile) : TextReader
    {
        public override string? ReadLine()
        {
            meanwhile();
            return "y";
        }
    }
}
