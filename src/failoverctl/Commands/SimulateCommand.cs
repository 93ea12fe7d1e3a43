using System.CommandLine;
using System.Globalization;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.Simulation.Families;
using FailoverCtl.Simulation.Run;

namespace FailoverCtl.CommandLine.Commands;

internal static class SimulateCommand
{
    /// <summary>More than anybody waits for; a bound all the same.</summary>
    private const ulong SeedsMax = 1_000_000;

    private const string All = "all";

    public static Command Create(CommonOptions common, Surroundings world)
    {
        var seed = new Option<ulong?>("--seed") { HelpName = "N", Description = "One world, shown with its faults" };
        var seeds = new Option<string?>("--seeds")
        {
            HelpName = "A..B",
            Description = "Many worlds; failing ones are shown",
        };
        var family = new Option<string?>("--family")
        {
            HelpName = "NAME",
            Description = $"What happens in every one of them: {string.Join(", ", Names)}, or all of these in turn",
        };
        family.AcceptOnlyFromAmong([All, .. Names]);
        var timeline = new Option<bool>("--timeline") { Description = "With --seed: also everything that happened" };
        var command = new Command(
            "simulate",
            "Run whole clusters through random faults in virtual time and check every rule (exit 1: one broke)"
        )
        {
            seed,
            seeds,
            family,
            timeline,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(seed) is null == result.GetResult(seeds) is null)
            {
                result.AddError("say which worlds: --seed N or --seeds A..B");
            }
        });
        command.SetAction(
            (parsed, cancel) =>
            {
                var families = Families(parsed.GetValue(family));
                var json = common.WantsJson(parsed);
                return parsed.GetValue(seed) is { } one
                    ? Task.FromResult(RunOne(world, families, one, parsed.GetValue(timeline), json))
                    : Task.Run(() => RunMany(world, families, parsed.GetValue(seeds) ?? "", json, cancel), cancel);
            }
        );
        return command;
    }

    private static IEnumerable<string> Names => AllFamilies.InOrder.Select(f => f.Name);

    /// <summary>Null stands for a run without a theme.</summary>
    private static IReadOnlyList<Family?> Families(string? name) =>
        name == All ? [.. AllFamilies.InOrder] : [name is null ? null : AllFamilies.Find(name)];

    private static int RunOne(Surroundings world, IReadOnlyList<Family?> families, ulong seed, bool timeline, bool json)
    {
        var exit = Exit.Fine;
        foreach (var family in families)
        {
            var result = Simulation.Run.Simulation.Run(seed, new() { Family = family });
            foreach (var line in timeline ? result.Timeline : [])
            {
                world.Out.WriteLine(line);
            }

            world.Out.Write(json ? Json(result) : result.Describe());
            exit = result.Good ? exit : Exit.Error;
        }

        return exit;
    }

    private static int RunMany(
        Surroundings world,
        IReadOnlyList<Family?> families,
        string range,
        bool json,
        CancellationToken cancellationToken
    )
    {
        if (Range(range) is not var (first, count))
        {
            return world.Fail(
                Exit.Usage,
                $"\"{range}\" is no range of seeds: write 1..200, at most {SeedsMax} of them"
            );
        }

        var exit = Exit.Fine;
        foreach (var family in families)
        {
            var failed = 0;
            var runs = ParallelEnumerable
                .Range(0, count)
                .AsOrdered()
                .WithCancellation(cancellationToken)
                .WithMergeOptions(ParallelMergeOptions.NotBuffered)
                .Select(i => Run(first + (ulong)i, family, json));
            foreach (var (good, text) in runs)
            {
                failed += good ? 0 : 1;
                if (json || !good)
                {
                    world.Out.Write(text);
                }
            }

            var of = family is null ? "" : $"family {family.Name}: ";
            world.Error.WriteLine($"{of}{count} seeds from {first}: {count - failed} good, {failed} failed");
            exit = failed == 0 ? exit : Exit.Error;
        }

        return exit;
    }

    /// <summary>Only the text is kept: a result holds a whole world.</summary>
    private static (bool Good, string Text) Run(ulong seed, Family? family, bool json)
    {
        var result = Simulation.Run.Simulation.Run(seed, new() { Family = family });
        return (result.Good, json ? Json(result) : result.Describe());
    }

    private static (ulong First, int Count)? Range(string text) =>
        text.Split("..") is [var a, var b]
        && ulong.TryParse(a, NumberStyles.None, null, out var first)
        && ulong.TryParse(b, NumberStyles.None, null, out var last)
        && last >= first
        && last - first < SeedsMax
            ? (first, (int)(last - first + 1))
            : null;

    private static string Json(SimulationResult result) =>
        JsonText.WriteLine(json =>
        {
            json.WriteString("schema", "failoverctl.simulation/1");
            json.WriteNumber("seed", result.Seed);
            if (result.Family is { } family)
            {
                json.WriteString("family", family);
            }

            json.WriteBoolean("good", result.Good);
            json.WriteNumber("epochs", result.Epochs);
            json.WriteNumber("milliseconds", result.Milliseconds);
            json.WriteString("knobs", result.Knobs.ToString());
            JsonText.Strings(json, "faults", result.Faults.Select(f => f.ToString()));
            JsonText.Strings(json, "violations", result.Violations);
            JsonText.Strings(json, "livenessFailures", result.LivenessFailures);
            JsonText.Strings(json, "notSeen", result.Missing);
        });
}
