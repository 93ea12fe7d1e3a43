namespace FailoverCtl.TopologyFiles.Syntax;

/// <summary>One file as text, with the name under which diagnostics cite it.</summary>
public sealed class SourceText(string name, string text)
{
    private string[]? _lines;

    public string Name { get; } = name;

    public string Text { get; } = text;

    /// <param name="number">From 1; there is nothing on a line outside the file.</param>
    public string Line(long number) => number >= 1 && number <= Lines.Length ? Lines[number - 1] : "";

    /// <summary>A place that can be shown: what lies behind the end is the end of the last line with content.</summary>
    public Position Clamp(long line, long column)
    {
        if (line >= 1 && line <= Lines.Length && column <= Lines[line - 1].Length)
        {
            return new(this, (int)line, (int)Math.Max(1, column));
        }

        var last = Math.Clamp(line, 1, Lines.Length);
        while (last > 1 && Lines[last - 1].Length == 0)
        {
            last--;
        }

        return new(this, (int)last, Lines[last - 1].Length + 1);
    }

    private string[] Lines => _lines ??= Text.Split(["\r\n", "\n", "\r"], StringSplitOptions.None);
}
