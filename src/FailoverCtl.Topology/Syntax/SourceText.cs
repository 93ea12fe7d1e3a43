namespace FailoverCtl.Topology.Syntax;

/// <summary>One file as text, with the name under which diagnostics cite it.</summary>
public sealed class SourceText(string name, string text)
{
    private string[]? _lines;

    public string Name { get; } = name;

    public string Text { get; } = text;

    /// <param name="number">From 1.</param>
    public string Line(long number)
    {
        _lines ??= Text.Split(["\r\n", "\n", "\r"], StringSplitOptions.None);
        return number >= 1 && number <= _lines.Length ? _lines[number - 1] : "";
    }
}
