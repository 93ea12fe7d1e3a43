using System.Net;
using FailoverCtl.Daemon.Sandbox;
using FailoverCtl.Dns.Asking;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using Xunit;

namespace FailoverCtl.Tests.Servers.Sandbox;

/// <summary>The whole, with real processes and real signals. One world at a time, so that each has the machine to itself.</summary>
[Collection(Worlds.Name)]
public sealed class SandboxTests
{
    [Fact]
    public async Task A_killed_site_leaves_the_answers_and_no_answer_is_empty()
    {
        await using var rig = await SandboxRig.StartAsync();

        var result = await new Trial(rig.World).RunAsync(Trial.Author, LossKind.Kill, TimeSpan.Zero, Cancel);

        Assert.True(result.Recovered, result.ToString());
        Assert.Equal((0, 0), (result.EmptyAnswers, result.WrongAnswers));
        rig.CheckJournals();
    }

    [Fact]
    public async Task A_hung_site_leaves_the_answers()
    {
        await using var rig = await SandboxRig.StartAsync();

        var result = await new Trial(rig.World).RunAsync("sbg", LossKind.Hang, TimeSpan.Zero, Cancel);

        Assert.True(result.Recovered, result.ToString());
        Assert.Equal((0, 0), (result.EmptyAnswers, result.WrongAnswers));
    }

    [Fact]
    public async Task All_origins_killed_at_once_freeze_and_the_answers_stay()
    {
        await using var rig = await SandboxRig.StartAsync();

        foreach (var origin in rig.World.Sites.Select(s => s.Children.Single(c => c.Name == "origin")))
        {
            origin.Kill();
        }

        var frozen = await rig.LedgerAsync(l => l.Latches.Freeze is not null);
        Assert.Equal(SteeringMap.AsDeclared, frozen.Steering);
        rig.CheckJournals();
    }

    [Fact]
    public async Task An_author_killed_in_the_middle_of_a_plan_is_replaced_and_the_plan_ends()
    {
        await using var rig = await SandboxRig.StartAsync();
        var intent = await rig.AskAsync(IntentKind.Drain, "site:sbg");
        var first = await rig.LedgerAsync(l => l.Cause.Kind == CauseKind.Intent);

        rig.Controller(first).Kill();

        await rig.IntentAsync(intent, IntentState.Done);
        var last = await rig.LedgerAsync();
        Assert.NotEqual(first.Author, last.Author);
        Assert.Equal(0, last.Steering.Weight(rig.World.Topology, EndpointId.Parse("www/sbg/v4")));
        rig.CheckJournals();
    }

    [Fact]
    public async Task An_author_stopped_in_the_middle_of_a_plan_has_no_second_effect_when_it_wakes()
    {
        await using var rig = await SandboxRig.StartAsync();
        var intent = await rig.AskAsync(IntentKind.Drain, "site:sbg");
        var first = await rig.LedgerAsync(l => l.Cause.Kind == CauseKind.Intent);
        var author = rig.Controller(first);
        author.Stop();
        await rig.IntentAsync(intent, IntentState.Done);
        var last = await rig.LedgerAsync();

        author.Continue();

        // It has seen the newest epoch and beats again; what it was about to do when it was stopped has no effect.
        var awake = await rig.StatusAsync(s => s.Id == first.Author.Controller && s.Epoch == last.Epoch);
        await rig.StatusAsync(s => s.Id == first.Author.Controller && s.Counter > awake.Counter);
        Assert.Equal(last, await rig.LedgerAsync());
        rig.CheckJournals();
    }

    [Fact]
    public async Task A_hold_stops_before_the_next_step_and_a_release_lets_it_go_on()
    {
        await using var rig = await SandboxRig.StartAsync();
        var intent = await rig.AskAsync(IntentKind.Drain, "site:sbg");
        await rig.LedgerAsync(l => l.Cause.Kind == CauseKind.Intent);

        await rig.HoldAsync("site:sbg");
        await rig.StatusAsync(s => s.Waiting?.Reasons.Any(r => r.Contains("(I-23)")) == true);
        var held = await rig.LedgerAsync();
        Assert.NotEqual(0, held.Steering.Weight(rig.World.Topology, EndpointId.Parse("www/sbg/v4")));

        await rig.ReleaseAsync();
        await rig.IntentAsync(intent, IntentState.Done);
        rig.CheckJournals();
    }

    [Fact]
    public async Task Drain_and_undrain_restore_exactly_and_no_request_fails()
    {
        await using var rig = await SandboxRig.StartAsync();
        using var users = new Users(rig.World);

        await rig.IntentAsync(await rig.AskAsync(IntentKind.Drain, "site:sbg"), IntentState.Done);
        Assert.Equal(0, (await rig.LedgerAsync()).Steering.Weight(rig.World.Topology, EndpointId.Parse("www/sbg/v4")));
        await rig.IntentAsync(await rig.AskAsync(IntentKind.Undrain, "site:sbg"), IntentState.Done);

        var ledger = await rig.LedgerAsync();
        Assert.Equal((SteeringMap.AsDeclared, Latches.None), (ledger.Steering, ledger.Latches));
        Assert.Equal([], users.Failures);
        Assert.True(users.Served > 50, $"only {users.Served} requests");
        rig.CheckJournals();
    }

    [Fact]
    public async Task A_DNS_server_that_restarts_without_the_store_answers_its_last_state()
    {
        await using var rig = await SandboxRig.StartAsync();
        var server = rig.World.Topology.DnsServers.Values[0];
        var address = IPEndPoint.Parse(server.Address);
        var zone = rig.World.Topology.Zone.Name;
        var before = await EpochAsync(zone, address);
        var child = rig.World.Sites.SelectMany(s => s.Children).Single(c => c.Name == server.Id.Value);
        child.KillAndWait();

        var alone = rig.StartRole(server.Site!.Value, server.Id.Value, "127.0.0.1:1", "--dns", server.Id.Value);

        Assert.Equal(before, await EpochAsync(zone, address));
        alone.KillAndWait();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Asks until the server answers.</summary>
    private static async Task<EpochReading> EpochAsync(string zone, IPEndPoint address)
    {
        var query = new EpochQuery(zone, TimeSpan.FromSeconds(1), Tries: 1);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(SandboxRig.Patience);
        while (true)
        {
            if (await query.AskAsync(address, limit.Token) is EpochReading.Read read)
            {
                return read;
            }

            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>Someone who resolves and requests all the time, like a browser without a cache.</summary>
    private sealed class Users : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
        private readonly Task _running;
        private int _served;

        public Users(SandboxWorld world) => _running = Task.Run(() => RunAsync(world));

        public List<string> Failures { get; } = [];

        public int Served => Volatile.Read(ref _served);

        public void Dispose()
        {
            _stop.Cancel();
            _running.GetAwaiter().GetResult();
            _http.Dispose();
            _stop.Dispose();
        }

        private async Task RunAsync(SandboxWorld world)
        {
            var service = world.Topology.Services[new("www")];
            using var query = new DnsQuery(
                IPEndPoint.Parse(world.Topology.DnsServers.Values[0].Address),
                service.Name,
                AddressFamily.V4
            );
            while (!_stop.IsCancellationRequested)
            {
                try
                {
                    if (
                        await query.AskAsync(TimeSpan.FromSeconds(2), default) is AddressReading.Answered
                        {
                            Addresses: [var ip, ..]
                        }
                    )
                    {
                        await _http.GetStringAsync(
                            new Uri($"http://{ip}:{service.Probe.Port}/"),
                            CancellationToken.None
                        );
                        Interlocked.Increment(ref _served);
                    }
                    else
                    {
                        Failures.Add("no address");
                    }
                }
                catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
                {
                    Failures.Add(e.Message);
                }

                await Task.Delay(20, CancellationToken.None);
            }
        }
    }
}
