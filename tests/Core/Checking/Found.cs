using FailoverCtl.Checking;

namespace FailoverCtl.Tests.Core.Checking;

/// <summary>What the checker finds, as lines of text without the name of the process.</summary>
internal static class Found
{
    public static string[] In(params Story[] stories) => In(Clock.PerProcess, stories);

    public static string[] In(Clock clock, params Story[] stories) =>
        [
            .. Checker
                .Check([.. stories.Select(s => s.Journal)], clock)
                .Select(v => $"{v.Rule} line {v.Line}: {v.Sentence}"),
        ];
}
