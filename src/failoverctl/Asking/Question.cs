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
    public async Task<int> AskAsync(
        Session session,
        ParseResult parsed,
        AskOptions options,
        CancellationToken cancellationToken
    )
    {
        var world = session.World;
        var intent = new Intent(
            world.NewId(),
            Kind,
            Scope,
            world.Operator,
            parsed.GetValue(options.Reason) ?? "",
            Kind == IntentKind.Drain || Kind == IntentKind.Undrain
                ? (parsed.GetValue(options.Overrides) ?? []).ToEquatableArray()
                : [],
            world.Time.GetUtcNow(),
            IntentOutcome.Pending
        );
        if (parsed.GetValue(options.DryRun))
        {
            await world.Out.WriteLineAsync(JsonSerializer.Serialize(intent, DomainJson.Default.Intent));
            return Exit.Fine;
        }

        if (Confirmation.Refused(world, parsed.GetValue(options.Yes), Consequence) is { } exit)
        {
            return exit;
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
