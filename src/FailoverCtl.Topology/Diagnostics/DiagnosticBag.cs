using FailoverCtl.TopologyFiles.Syntax;

namespace FailoverCtl.TopologyFiles.Diagnostics;

/// <summary>Collects all mistakes of one reading, up to a number that someone can read.</summary>
internal sealed class DiagnosticBag
{
    private readonly List<Diagnostic> _all = [];

    public bool Full => _all.Count >= Limits.Diagnostics;

    public bool HasErrors { get; private set; }

    public void Add(Rule rule, Position at, string message, string help = "")
    {
        HasErrors |= rule.Severity == Severity.Error;
        if (!Full)
        {
            _all.Add(new(rule, at, message, help));
        }
        else if (_all.Count == Limits.Diagnostics)
        {
            _all.Add(
                new(
                    SyntaxRules.TooManyDiagnostics,
                    at,
                    $"more than {Limits.Diagnostics} mistakes; the rest is not shown",
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
            .. _all.OrderBy(d => d.Rule == SyntaxRules.TooManyDiagnostics)
                .ThenBy(d => rank.GetValueOrDefault(d.At.Source.Name, -1))
                .ThenBy(d => d.At.Line)
                .ThenBy(d => d.At.Column),
        ];
    }
}
