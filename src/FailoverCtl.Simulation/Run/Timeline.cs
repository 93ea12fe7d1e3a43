using System.Globalization;
using FailoverCtl.Simulation.Chance;

namespace FailoverCtl.Simulation.Run;

/// <summary>What a person reads of a run: one line per thing that matters, in true time.</summary>
public sealed class Timeline(Clockwork clock)
{
    /// <summary>A run that says more than this is broken in another way.</summary>
    private const int LinesMax = 20_000;

    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public void Add(string who, string what)
    {
        if (_lines.Count < LinesMax)
        {
            var seconds = (clock.Now / 1000.0).ToString("0.000", CultureInfo.InvariantCulture);
            _lines.Add($"{seconds, 9} {who, -14} {what}");
        }
    }
}
