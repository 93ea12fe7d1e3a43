namespace FailoverCtl.CommandLine.Output;

/// <summary>Columns as wide as their longest cell, two spaces apart, nothing drawn: it can be cut and grepped.</summary>
public sealed class Table(params string[] headers)
{
    private readonly List<Cell[]> _rows = [];

    public Table Row(params Cell[] cells)
    {
        _rows.Add(cells);
        return this;
    }

    public void WriteTo(Page page)
    {
        if (_rows.Count == 0)
        {
            return;
        }

        var widths = headers.Select((h, column) => Math.Max(h.Length, _rows.Max(r => r[column].Text.Length))).ToArray();
        Write(page, widths, [.. headers.Select(h => new Cell(h, Tone.Strong))]);
        foreach (var row in _rows)
        {
            Write(page, widths, row);
        }
    }

    private static void Write(Page page, int[] widths, Cell[] cells)
    {
        var last = Array.FindLastIndex(cells, c => c.Text.Length > 0);
        for (var column = 0; column <= last; column++)
        {
            page.Write(cells[column].Text, cells[column].Tone);
            if (column < last)
            {
                page.Write(new string(' ', widths[column] - cells[column].Text.Length + 2));
            }
        }

        page.Line();
    }
}

public readonly record struct Cell(string Text, Tone Tone = Tone.Plain)
{
    public static implicit operator Cell(string text) => new(text);

    public static implicit operator Cell(long number) => new(number.ToString());
}
