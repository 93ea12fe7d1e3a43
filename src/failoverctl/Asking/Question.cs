using System.CommandLine;
using System.Text.Json;
using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.CommandLine.Asking;

/// <summary>One thing asked of the controllers: confirmed by a person, written as an intent, waited for.</summary>
/// <param name="Target">As the operator named it.</param>
/// <param name="Consequence">What will happen, for the prompt.</param>
internal sealed record Question(IntentKind Kind, string Scope, string Target, string Consequence)
{
    /// <summary>How long a drain is to last; null: until an operator ends it.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>What must be in the store before the intent, once a person has said yes; gives an exit code when it failed.</summary>
    public Func<CancellationToken, Task<int?>>? Prepare { get; init; }

    /// <summary>Words for each step of a drain; null: the step's number says enough.</summary>
    public DrainProgress? Progress { get; init; }

    /// <summary>What is waited for once it is in force and read back, such as caches; gives the exit code.</summary>
    public Func<CancellationToken, Task<int>>? Afterwards { get; init; }

    public Intent Intent(Surroundings world, ParseResult parsed, AskOptions options) =>
        new(
            world.NewId(),
            Kind,
            Scope,
            world.Operator,
            parsed.GetValue(options.Reason) ?? "",
            Kind is IntentKind.Drain or IntentKind.Undrain or IntentKind.Apply
                ? (parsed.GetValue(options.Overrides) ?? []).ToEquatableArray()
                : [],
            world.Time.GetUtcNow(),
            IntentOutcome.Pending
        )
        {
            ForMilliseconds = For is { } time ? (long)time.TotalMilliseconds : null,
        };

    public async Task<int> AskAsync(
        Session session,
        ParseResult parsed,
        AskOptions options,
        CancellationToken cancellationToken
    )
    {
        var world = session.World;
        var intent = Intent(world, parsed, options);
        if (parsed.GetValue(options.DryRun))
        {
            await world.Out.WriteLineAsync(JsonSerializer.Serialize(intent, DomainJson.Default.Intent));
            return Exit.Fine;
        }

        if (Confirmation.Refused(world, parsed.GetValue(options.Yes), Consequence) is { } exit)
        {
            return exit;
        }

        if (Prepare is not null && await Prepare(cancellationToken) is { } unprepared)
        {
            return unprepared;
        }

        var wait = new IntentWait(session, intent, this, parsed.GetValue(options.Timeout) ?? AskOptions.DefaultTimeout);
        return await wait.WriteAsync(cancellationToken) is { } failed ? failed
            : parsed.GetValue(options.NoWait) ? await NameAsync(session, intent)
            : await wait.RunAsync(cancellationToken);
    }

    private static async Task<int> NameAsync(Session session, Intent intent)
    {
        await session.World.Out.WriteLineAsync(
            session.Json ? JsonSerializer.Serialize(intent, DomainJson.Default.Intent) : intent.Id
        );
        return Exit.Fine;
    }
}
