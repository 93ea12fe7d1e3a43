using System.Text;

namespace FailoverCtl.TopologyFiles.Diagnostics;

/// <summary>Diagnostics as plain text: the place and what is wrong, what to do, the source line with a caret.</summary>
public static class DiagnosticText
{
    /// <summary>Longer lines are cut around the caret.</summary>
    private const int LineWidth = 100;

    public static string Render(IEnumerable<Diagnostic> diagnostics) => string.Join('\n', diagnostics.Select(Render));

    /// <returns>Lines that each end with a line feed.</returns>
    public static string Render(Diagnostic diagnostic)
    {
        var at = diagnostic.At;
        var severity = diagnostic.IsError ? "error" : "warning";
        var place = at.Line == 0 ? at.Source.Name : at.ToString();
        var text = new StringBuilder(
            $"{Quoting.Printable(place)}: {severity} {diagnostic.Code}: {diagnostic.Message}\n"
        );
        if (diagnostic.Help.Length > 0)
        {
            text.Append($"  {diagnostic.Help}\n");
        }

        var line = at.Source.Line(at.Line);
        if (line.Length > 0)
        {
            Excerpt(text, line, at.Line, at.Column);
        }

        return text.ToString();
    }

    private static void Excerpt(StringBuilder text, string line, int number, int column)
    {
        var from = Math.Clamp(column - (LineWidth / 2), 0, Math.Max(0, line.Length - LineWidth));
        var shown = Quoting.Printable(line.Substring(from, Math.Min(LineWidth, line.Length - from))).TrimEnd();
        var (before, after) = (from > 0 ? "..." : "", from + LineWidth < line.Length ? "..." : "");
        var gutter = number.ToString().PadLeft(6);
        var indent = new string(' ', before.Length + column - 1 - from);
        text.Append($"{gutter} | {before}{shown}{after}\n{new string(' ', gutter.Length)} | {indent}^\n");
    }
}
