using System.CommandLine;
using System.Globalization;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.Simulation.Run;

namespace FailoverCtl.CommandLine.Commands;

internal static class SimulateCommand
{
    /// <summary>More than anybody waits for; a bound all the same.</summary>
    private const ulong SeedsMax = 1_000_000;

    public static Command Create(CommonOptions common, Surroundings world)
    {
        var seed = new Option<ulong?>("--seed") { HelpName = "N", Description = "One world, shown with its faults" };
        var seeds = new Option<string?>("--seeds")
        {
            HelpName = "A..B",
            Description = "Many worlds; failing ones are shown",
        };
        var timeline = new Option<bool>("--timeline") { Description = "With --seed: also everything that happened" };
        var command = new Command(
            "simulate",
            "Run whole clusters through random faults in virtual time and check every rule (exit 1: one broke)"
        )
        {
            seed,
            seeds,
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
                parsed.GetValue(seed) is { } one
                    ? Task.FromResult(RunOne(world, one, parsed.GetValue(timeline), common.WantsJson(parsed)))
                    : Task.Run(
                        () => RunMany(world, parsed.GetValue(seeds) ?? "", common.WantsJson(parsed), cancel),
                        cancel
                    )
        );
        return command;
    }

    private static int RunOne(Surroundings world, ulong seed, bool timeline, bool json)
    {
        var result = Simulation.Run.Simulation.Run(seed);
        if (timeline)
        {
            foreach (var line in result.Timeline)
            {
                world.Out.WriteLine(line);
            }
        }

        world.Out.Write(json ? Json(result) : result.Describe());
        return result.Good ? Exit.Fine : Exit.Error;
    }

    private static int RunMany(Surroundings world, string range, bool json, CancellationToken cancellationToken)
    {
        if (Range(range) is not var (first, count))
        {
            return world.Fail(
                Exit.Usage,
                $"\"{range}\" is no range of seeds: write 1..200, at most {SeedsMax} of them"
            );
        }

        var failed = 0;
        var runs = ParallelEnumerable
            .Range(0, count)
            .AsOrdered()
            .WithCancellation(cancellationToken)
            .WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(i => Run(first + (ulong)i, json));
        foreach (var (good, text) in runs)
        {
            failed += good ? 0 : 1;
            if (json || !good)
            {
                world.Out.Write(text);
            }
        }

        world.Error.WriteLine($"{count} seeds from {first}: {count - failed} good, {failed} failed");
        return failed == 0 ? Exit.Fine : Exit.Error;
    }

    /// <summary>Only the text is kept: a result holds a whole world.</summary>
    private static (bool Good, string Text) Run(ulong seed, bool json)
    {
        var result = Simulation.Run.Simulation.Run(seed);
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
            json.WriteBoolean("good", result.Good);
            json.WriteNumber("epochs", result.Epochs);
            json.WriteNumber("milliseconds", result.Milliseconds);
            json.WriteString("knobs", result.Knobs.ToString());
            JsonText.Strings(json, "faults", result.Faults.Select(f => f.ToString()));
            JsonText.Strings(json, "violations", result.Violations);
            JsonText.Strings(json, "livenessFailures", result.LivenessFailures);
        });
}
