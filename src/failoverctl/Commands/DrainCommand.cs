using System.CommandLine;
using FailoverCtl.CommandLine.Asking;
using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.CommandLine.Commands;

internal static class DrainCommand
{
    private const string Applied = "applied";
    private const string Quiet = "quiet";

    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(30);

    public static Command Create(CommonOptions common, Surroundings world)
    {
        var site = new Argument<string>("site") { HelpName = "SITE" };
        Completing.Sites(site, common, world);
        var time = new Option<TimeSpan?>("--for")
        {
            HelpName = "DURATION",
            Description = "End it by itself after this time, such as 2h, once the site is well",
            CustomParser = result => DurationText.Parse(result, TimeSpan.FromSeconds(1)),
        };
        var grace = new Option<TimeSpan?>("--grace")
        {
            HelpName = "DURATION",
            Description = "Time for open connections to end once caches are clean (30s if not given)",
            CustomParser = result => DurationText.Parse(result, TimeSpan.Zero),
        };
        var until = new Option<string>("--until")
        {
            HelpName = $"{Quiet}|{Applied}",
            Description = "Wait until the site may be switched off (the default), or until no answer names it",
            DefaultValueFactory = _ => Quiet,
        }.AcceptOnlyFromAmong(Quiet, Applied);
        var options = new AskOptions();
        var command = new Command("drain", "Move all traffic away from a site, step by step")
        {
            site,
            time,
            grace,
            until,
        };
        options.AddTo(command, overridable: true);
        command.SetAction(
            (parsed, cancel) => Session.RunAsync(parsed, common, world, null, (s, t) => RunAsync(s, parsed, t), cancel)
        );
        return command;

        async Task<int> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
        {
            var name = parsed.GetRequiredValue(site);
            var (found, exit) = await ScopeName.SiteAsync(session, name, cancellationToken);
            if (found is not { Site: var id, Topology: var topology, TopologyHash: var hash })
            {
                return exit;
            }

            var end = parsed.GetValue(time);
            var progress = new DrainProgress(session, topology, hash, id, parsed.GetValue(grace) ?? DefaultGrace);
            return await new Question(
                IntentKind.Drain,
                $"site:{id}",
                name,
                $"This moves all traffic of cluster {session.Cluster} away from {id}{Returns(end)}."
            )
            {
                For = end,
                Progress = progress,
                Afterwards = parsed.GetValue(until) == Applied ? null : progress.WaitAsync,
            }.AskAsync(session, parsed, options, cancellationToken);
        }
    }

    private static string Returns(TimeSpan? end) =>
        end is { } time
            ? $" for {Words.Duration((long)time.TotalMilliseconds)}, after which it comes back by itself once it is well"
            : "";
}
