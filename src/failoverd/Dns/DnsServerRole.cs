using System.Net;
using System.Threading.Channels;
using FailoverCtl.Control.Ports;
using FailoverCtl.Control.Reflex;
using FailoverCtl.Daemon.Controller;
using FailoverCtl.Daemon.Following;
using FailoverCtl.Daemon.Processes;
using FailoverCtl.Dns.Notifying;
using FailoverCtl.Dns.Serving;
using FailoverCtl.Dns.Signing;
using FailoverCtl.Dns.State;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.Daemon.Dns;

using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary>
/// One DNS server: answers its last state from the first moment, follows the ledger, and takes nothing older than what it
/// answers. Nobody writes to it. With no state at all it does not bind: resolvers go elsewhere. While the store is silent it
/// has a reflex (<see cref="DnsReflex"/>).
/// </summary>
/// <param name="peerKey">Empty: no agent's report can be believed, so there is no reflex.</param>
/// <param name="keys">Of the secondaries. None: nobody transfers the zone.</param>
/// <param name="fences">The store as the reflex's reads need it; each begins with another server. At least one.</param>
public sealed class DnsServerRole(
    DnsServerId id,
    long boot,
    byte[] peerKey,
    TsigKeyRing keys,
    ClusterDocuments documents,
    IReadOnlyList<ClusterDocuments> fences,
    string stateDirectory,
    IJournalPort journal,
    Monotonic clock,
    int seed,
    ILogger<DnsServerRole> log
) : BackgroundService
{
    private static readonly TimeSpan AskLimit = TimeSpan.FromMilliseconds(ReflexCadence.AskLimit);
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(5);

    private readonly PublishedZone _zone = new();
    private readonly TaskCompletionSource<IPEndPoint> _hasState = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <summary>Room for one wish to publish the status before its time.</summary>
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private UdpServer? _udp;
    private TcpServer? _tcp;
    private SecondaryNotifier? _notifier;
    private DnsRole? _role;
    private DnsReflex? _reflex;
    private JournalQueue? _journal;
    private long _counter;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var problems = new ProblemLog(log, clock);
        using var agents =
            peerKey.Length > 0 ? new ReportClient(new(peerKey, documents.Keys.Cluster), AskLimit, clock.Time) : null;
        _role = new(documents.Keys.Cluster, new(Path.Combine(stateDirectory, $"dns-{id}.state")), _zone);
        _notifier = new(keys, clock.Time, Tell);
        _journal = new(journal, problem => log.StateNotSaved(id.Value, problem));
        _reflex = new(id, _role, fences, agents, _journal, clock, log, () => _changed.Writer.TryWrite(true));
        switch (_role.Load())
        {
            case StateRead.Found found:
                log.StateLoaded(id.Value, found.State.Entry.Epoch);
                var topology = TopologyDocument.Read(found.State.Entry.TopologyHash, found.State.Topology.Bytes.Span);
                _reflex.Begin(found.State.Entry, topology);
                Announce(topology);
                break;
            case StateRead.Failed failed:
                log.NoState(id.Value, failed.Problem.Sentence);
                break;
        }

        // Only what binds the sockets may end this role.
        var tireless = new Tireless(clock.Time, log);
        await Together.RunAsync(
            stoppingToken,
            ServeAsync,
            cancel => tireless.RunAsync("Following the ledger", c => FollowAsync(problems, c), cancel),
            cancel => tireless.RunAsync("The journal", _journal.RunAsync, cancel),
            cancel => tireless.RunAsync("The reflex", c => ReactAsync(agents, c), cancel),
            cancel => tireless.RunAsync("Telling the secondaries", _notifier.RunAsync, cancel),
            cancel => tireless.RunAsync("Publishing the status", c => PublishAsync(problems, c), cancel)
        );
    }

    private Task FollowAsync(ProblemLog problems, CancellationToken stopping) =>
        new LedgerFollower(documents, clock.Time, seed).RunAsync(TakeAsync, problems.Tell, stopping);

    private Task ReactAsync(ReportClient? agents, CancellationToken stopping)
    {
        if (agents is not null)
        {
            return _reflex!.RunAsync(seed, stopping);
        }

        log.NoReflex(id.Value);
        return Task.CompletedTask;
    }

    private ValueTask TakeAsync(Followed followed)
    {
        var document = TopologyDocument.Write(followed.Topology);
        switch (_reflex!.Take(document, followed.Entry, followed.Topology))
        {
            case Offer.Applied applied:
                log.EpochApplied(id.Value, applied.Epoch, followed.Entry.Cause.Sentence);
                Complain(applied.NotSaved);
                Announce(followed.Topology);
                break;
            case Offer.Unchanged unchanged:
                Complain(unchanged.NotSaved);
                break;
            case Offer.Refused { Why: OfferRefusal.OlderEpoch }:
                // The slower of the two watches: expected, and harmless because it is refused (I-09).
                break;
            case Offer.Refused refused:
                log.EpochRefused(id.Value, followed.Entry.Epoch, refused.Sentence);
                break;
        }

        return ValueTask.CompletedTask;
    }

    private void Complain(StateProblem? notSaved)
    {
        if (notSaved is not null)
        {
            log.StateNotSaved(id.Value, notSaved.Sentence);
        }
    }

    private void Announce(Topology topology)
    {
        if (topology.DnsServers.Find(id) is { } declared)
        {
            var address = IPEndPoint.Parse(declared.Address);
            _hasState.TrySetResult(address);
            // A secondary comes at once to fetch what it is told of: not before somebody is at home.
            if (_tcp is not null)
            {
                _notifier!.Announce(_zone.Decided!, address.Address);
            }
        }
        else
        {
            log.NotDeclared(id.Value);
        }
    }

    private async Task ServeAsync(CancellationToken stopping)
    {
        var address = await _hasState.Task.WaitAsync(stopping);
        var settings = new ServerSettings(_zone, clock.Time) { Keys = keys };
        if (!UdpServer.TryStart(address, settings, out _udp, out var failure))
        {
            throw new InvalidOperationException(failure.Sentence);
        }

        using var udp = _udp;
        if (!TcpServer.TryStart(address, settings, out _tcp, out failure))
        {
            throw new InvalidOperationException(failure.Sentence);
        }

        await using var _ = _tcp;
        log.Serving(id.Value, address);
        _notifier!.Announce(_zone.Decided!, address.Address);
        await Task.Delay(Timeout.InfiniteTimeSpan, stopping);
    }

    private void Tell(NotifyResult result)
    {
        if (result.Outcome is NotifyOutcome.Serves)
        {
            log.SecondaryFollows(id.Value, result.Sentence);
        }
        else
        {
            log.SecondaryDoesNotFollow(id.Value, result.Sentence);
        }
    }

    private async Task PublishAsync(ProblemLog problems, CancellationToken stopping)
    {
        var limited = 0L;
        while (true)
        {
            limited = TellLimited(limited);
            var status = new DnsStatus(id, boot, ++_counter, _role!.InForce?.Epoch ?? 0, _udp?.Counters.Queries ?? 0)
            {
                Hidden = _reflex!.Hidden,
            };
            var bytes = Codec.Write(status, DomainJson.Default.DnsStatus);
            if (await documents.Store.PutAsync(documents.Keys.DnsServer(id.Value), bytes, stopping) is { } failure)
            {
                problems.Tell(failure.Message);
            }

            await WaitAsync(stopping);
        }
    }

    /// <returns>Answers limited until now.</returns>
    private long TellLimited(long before)
    {
        var now = (_udp?.Counters.Slipped ?? 0) + (_udp?.Counters.Limited ?? 0);
        if (now > before)
        {
            log.AnswersLimited(id.Value, now - before);
        }

        return now;
    }

    /// <summary>Until the status is due, or something changed that it shows.</summary>
    private async Task WaitAsync(CancellationToken stopping)
    {
        using var due = new CancellationTokenSource(StatusInterval, clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, stopping);
        try
        {
            await _changed.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // It is due.
        }
    }
}
