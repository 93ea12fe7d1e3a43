using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;
using FailoverCtl.Store.Watching;

namespace FailoverCtl.CommandLine.Asking;

/// <summary>Writes an intent and follows it to its end, telling on standard error what happens.</summary>
internal sealed class IntentWait(Session session, Intent intent, Question question, TimeSpan timeout)
{
    /// <summary>Controllers beat every second or faster: three seconds without any beat means that none is there.</summary>
    private static readonly TimeSpan HeartbeatPatience = TimeSpan.FromSeconds(3);

    private readonly Surroundings _world = session.World;
    private readonly string _key = session.Documents.Keys.Intent(intent.Id);
    private IReadOnlyDictionary<string, long> _beats = new Dictionary<string, long>(StringComparer.Ordinal);
    private readonly Intent _asked = intent;
    private Intent _latest = intent;
    private Intent? _done;
    private PlanRef? _steps;
    private string _said = "";
    private bool _silenceSaid;

    /// <returns>Null when it is written; otherwise the exit code.</returns>
    public async Task<int?> WriteAsync(CancellationToken cancellationToken)
    {
        _beats = await BeatsAsync(cancellationToken);
        var problem = await session.Documents.AskAsync(_asked, cancellationToken);
        if (problem is null)
        {
            return null;
        }

        // A commit without an answer may have been made all the same: only a read tells.
        var found = await session.Documents.ReadAsync(
            _key,
            DomainJson.Default.Intent,
            ReadMode.Consistent,
            cancellationToken
        );
        return found switch
        {
            Found<Intent>.Here => null,
            Found<Intent>.Missing => _world.Fail(Exit.Unreachable, $"{problem} Nothing was asked; try again."),
            _ => _world.Fail(Exit.Unreachable, $"{problem} Whether it was asked is unknown: see failoverctl status."),
        };
    }

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var exit = await FollowAsync(cancellationToken);
        if (_done is not { } done)
        {
            return exit;
        }

        // What is printed on standard output says that all of it is over.
        exit = question.Afterwards is { } afterwards ? await afterwards(cancellationToken) : Exit.Fine;
        return exit == Exit.Interrupted ? exit : Done(done, exit);
    }

    private async Task<int> FollowAsync(CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var expiry = new CancellationTokenSource(timeout, _world.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, expiry.Token);
        var sightings = Channel.CreateBounded<Sighting>(16);
        var intents = WatchAsync(
            _key,
            DomainJson.Default.Intent,
            i => new Sighting.OfIntent(i),
            sightings.Writer,
            over.Token
        );
        var ledgers = WatchAsync(
            session.Documents.Keys.Ledger,
            DomainJson.Default.LedgerEntry,
            e => new Sighting.OfLedger(e),
            sightings.Writer,
            over.Token
        );
        var doubt = DoubtAsync(either.Token);
        try
        {
            Say($"asked: {Words.Of(_asked.Kind)} {Words.Short(_asked.Scope)} (intent {_asked.Id})");
            await foreach (var sighting in sightings.Reader.ReadAllAsync(either.Token))
            {
                if (Take(sighting) is { } exit)
                {
                    return exit;
                }
            }

            return Exit.Error;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await ExpiredAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return _world.Fail(Exit.Interrupted, $"no longer waiting. {StillUnderWay()}");
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(intents, ledgers, doubt);
        }
    }

    private int? Take(Sighting sighting)
    {
        switch (sighting)
        {
            case Sighting.OfIntent({ Outcome.State: IntentState.Done } done):
                _done = done;
                return Exit.Fine;
            case Sighting.OfIntent({ Outcome.State: IntentState.Refused } refused):
                _world.Error.Write(RefusalText.Render(refused, question.Target, session.Cluster));
                PrintJson(refused);
                return Exit.Refused;
            case Sighting.OfIntent(var now):
                if (now.Outcome.State == IntentState.Accepted && _latest.Outcome.State != IntentState.Accepted)
                {
                    Say($"accepted in epoch {now.Outcome.Epoch}");
                }

                _latest = now;
                return null;
            case Sighting.OfLedger(var entry):
                if (_latest.Outcome is { State: IntentState.Accepted } && entry.Epoch >= _latest.Outcome.Epoch)
                {
                    var share = question.Progress?.Share(entry) ?? "";
                    Say($"epoch {entry.Epoch}: step {entry.Plan.Step} of {entry.Plan.Steps}{share}");
                    _steps = entry.Plan;
                }

                return null;
            case Sighting.OfDamage(var problem):
                return _world.Fail(Exit.Error, $"{problem}; what became of the intent is unknown");
            case Sighting.OfSilence(var failure):
                if (!_silenceSaid)
                {
                    _silenceSaid = true;
                    Say($"{failure.Message} Still waiting.");
                }

                return null;
            default:
                throw new InvalidOperationException("a sighting of a kind that does not exist");
        }
    }

    private int Done(Intent done, int exit)
    {
        if (session.Json)
        {
            PrintJson(done);
        }
        else
        {
            _world.Out.WriteLine(
                Page.Clean($"done: {Words.Of(done.Kind)} {Words.Short(done.Scope)}, since epoch {done.Outcome.Epoch}")
            );
        }

        return exit;
    }

    private async Task<int> ExpiredAsync(CancellationToken cancellationToken)
    {
        var moved = _latest.Outcome.State != IntentState.Pending || await AnyMovedAsync(cancellationToken);
        var nobody = moved ? "" : "No controller has moved its heartbeat meanwhile: nobody is there to do it. ";
        return _world.Fail(
            Exit.TimedOut,
            $"not done within {Words.Duration((long)timeout.TotalMilliseconds)}. {nobody}{StillUnderWay()}"
        );
    }

    private string StillUnderWay() =>
        _latest.Outcome.State == IntentState.Accepted
            ? $"It was accepted in epoch {_latest.Outcome.Epoch} and goes on{StepsLeft()}: see failoverctl status. {question.Progress?.After}".TrimEnd()
            : $"Intent {_asked.Id} stays in the store: a controller that comes will still take it up.";

    private string StepsLeft() =>
        _steps is { } at && at.Steps > at.Step ? $", with {at.Steps - at.Step} of {at.Steps} steps to come" : "";

    /// <summary>Says once that nobody seems to be there.</summary>
    private async Task DoubtAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(HeartbeatPatience, _world.Time, cancellationToken);
            if (_latest.Outcome.State == IntentState.Pending && !await AnyMovedAsync(cancellationToken))
            {
                Say("no controller has moved its heartbeat for 3 s: nobody is there to take this up; still waiting");
            }
        }
        catch (OperationCanceledException)
        {
            // Over before there was reason to doubt.
        }
    }

    /// <summary>A failed read proves nothing about controllers: then none is said to be gone.</summary>
    private async Task<bool> AnyMovedAsync(CancellationToken cancellationToken)
    {
        var now = await BeatsAsync(cancellationToken);
        return now.ContainsKey("") || now.Any(b => !_beats.TryGetValue(b.Key, out var before) || before != b.Value);
    }

    /// <summary>Counter by controller and boot; the empty key stands for a store that did not answer.</summary>
    private async Task<IReadOnlyDictionary<string, long>> BeatsAsync(CancellationToken cancellationToken)
    {
        var found = await session.Documents.ReadManyAsync(
            session.Documents.Keys.Controllers,
            DomainJson.Default.ControllerStatus,
            ReadMode.Default,
            cancellationToken
        );
        return found is [Found<ControllerStatus>.Unavailable]
            ? new Dictionary<string, long>(StringComparer.Ordinal) { [""] = 0 }
            : found
                .Select(f => f.OrNull())
                .OfType<ControllerStatus>()
                .ToDictionary(c => $"{c.Id}/{c.Boot}", c => c.Counter, StringComparer.Ordinal);
    }

    private async Task WatchAsync<T>(
        string key,
        JsonTypeInfo<T> type,
        Func<T, Sighting> sighting,
        ChannelWriter<Sighting> writer,
        CancellationToken cancellationToken
    )
    {
        var watch = new StoreWatch(
            session.Documents.Store,
            KeyQuery.One(key),
            new(),
            _world.Time,
            key.Length + Environment.ProcessId
        );
        await watch.RunAsync(
            (answer, token) =>
                writer.WriteAsync(
                    answer.Values is not [var value] ? new Sighting.OfDamage($"{key} does not exist")
                        : Codec.Read(value, type) is Found<T>.Here(var here, _) ? sighting(here)
                        : new Sighting.OfDamage($"{key} is damaged"),
                    token
                ),
            _ => { },
            failure => writer.TryWrite(new Sighting.OfSilence(failure)),
            cancellationToken
        );
    }

    private void Say(string text)
    {
        if (text != _said)
        {
            _said = text;
            _world.Error.WriteLine(Page.Clean(text));
        }
    }

    private void PrintJson(Intent final)
    {
        if (session.Json)
        {
            _world.Out.WriteLine(JsonSerializer.Serialize(final, DomainJson.Default.Intent));
        }
    }
}
