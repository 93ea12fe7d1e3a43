using FailoverCtl.TopologyFiles.Syntax;

namespace FailoverCtl.TopologyFiles.Diagnostics;

/// <summary>Collects all mistakes of one reading, up to a number that someone can read.</summary>
internal sealed class DiagnosticBag
{
    private readonly List<Diagnostic> _all = [];
    private int _errors;
    private int _warnings;

    /// <summary>One more error would not be shown: its help need not be made.</summary>
    public bool Full => _errors >= Limits.Diagnostics;

    /// <summary>What is found from now on is not even counted out: reading on is in vain.</summary>
    public bool Overflowed => _errors > Limits.Diagnostics;

    public bool HasErrors => _errors > 0;

    /// <summary>Errors and risks are bounded apart: no number of risks hides an error, or makes one of itself.</summary>
    public void Add(Rule rule, Position at, string message, string help = "")
    {
        var isError = rule.Severity == Severity.Error;
        var before = isError ? _errors++ : _warnings++;
        if (before < Limits.Diagnostics)
        {
            _all.Add(new(rule, at, message, help));
        }
        else if (before == Limits.Diagnostics)
        {
            var (end, things) = isError
                ? (SyntaxRules.TooManyDiagnostics, "mistakes")
                : (SyntaxRules.TooManyRisks, "risks");
            _all.Add(
                new(
                    end,
                    at,
                    $"more than {Limits.Diagnostics} {things}; the rest is not shown",
                    "Mend the first ones and validate again."
                )
            );
        }
    }

    /// <summary>In the order of the files, then of the lines; what was found first stays first at one place.</summary>
    public IReadOnlyList<Diagnostic> Ordered(IReadOnlyList<string> names)
    {
        var rank = names
            .Distinct(StringComparer.Ordinal)
            .Select((name, i) => (name, i))
            .ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
        return
        [
            .. _all.OrderBy(d => d.Rule == SyntaxRules.TooManyDiagnostics || d.Rule == SyntaxRules.TooManyRisks)
                .ThenBy(d => rank.GetValueOrDefault(d.At.Source.Name, -1))
                .ThenBy(d => d.At.Line)
                .ThenBy(d => d.At.Column),
        ];
    }
}
