using FailoverCtl.CommandLine.Output;

namespace FailoverCtl.CommandLine.Listings;

/// <summary>Rows as a table, as names, or as one document.</summary>
public static class ListingText
{
    public const string ListSchema = "failoverctl.list/1";
    public const string DescribeSchema = "failoverctl.describe/1";

    public static string Render(string cluster, Kind kind, Listing listing, OutputForm form, bool colour) =>
        form switch
        {
            OutputForm.Json => Json(cluster, kind, listing),
            OutputForm.Yaml => YamlText.Of(Json(cluster, kind, listing)),
            OutputForm.Name => string.Concat(listing.Rows.Select(r => Page.Clean($"{kind.Singular}/{r.Id}") + "\n")),
            OutputForm.Wide => Table(kind, listing, wide: true, colour),
            OutputForm.Text => Table(kind, listing, wide: false, colour),
        };

    /// <summary>One thing with all that is known of it, and what belongs to it.</summary>
    public static string Describe(
        Kind kind,
        Listing listing,
        Row row,
        IEnumerable<(Kind Kind, Listing Rows)> related,
        bool colour
    )
    {
        var page = new Page(colour);
        page.Line($"{kind.Singular} {row.Id}", Tone.Strong);
        var width = listing.Columns.Skip(1).Max(c => c.Header.Length) + 1;
        foreach (var (column, cell) in listing.Columns.Zip(row.Cells).Skip(1).Where(c => c.Second.Text.Length > 0))
        {
            page.Write($"  {$"{column.Header.ToLowerInvariant()}:".PadRight(width)}  ").Line(cell.Text, cell.Tone);
        }

        foreach (var (_, rows) in related.Where(r => r.Rows.Rows.Count > 0))
        {
            page.Gap();
            Write(page, rows, wide: true);
        }

        return page.ToString();
    }

    public static string DescribeJson(
        string cluster,
        Kind kind,
        Row row,
        IEnumerable<(Kind Kind, Listing Rows)> related
    ) =>
        JsonText.Write(json =>
        {
            json.WriteString("schema", DescribeSchema);
            json.WriteString("cluster", cluster);
            json.WriteString("kind", kind.Singular);
            json.WritePropertyName("item");
            row.Json(json);
            foreach (var (other, rows) in related)
            {
                json.WriteStartArray(other.Name);
                foreach (var item in rows.Rows)
                {
                    item.Json(json);
                }

                json.WriteEndArray();
            }
        });

    private static string Table(Kind kind, Listing listing, bool wide, bool colour)
    {
        var page = new Page(colour);
        if (listing.Rows.Count == 0)
        {
            return page.Line($"no {kind.Name}").ToString();
        }

        Write(page, listing, wide);
        return page.ToString();
    }

    private static void Write(Page page, Listing listing, bool wide)
    {
        var shown = Enumerable.Range(0, listing.Columns.Count).Where(i => wide || !listing.Columns[i].Wide).ToArray();
        var table = new Table([.. shown.Select(i => listing.Columns[i].Header)]);
        foreach (var row in listing.Rows)
        {
            table.Row([.. shown.Select(i => row.Cells[i])]);
        }

        table.WriteTo(page);
    }

    private static string Json(string cluster, Kind kind, Listing listing) =>
        JsonText.Write(json =>
        {
            json.WriteString("schema", ListSchema);
            json.WriteString("cluster", cluster);
            json.WriteString("kind", kind.Singular);
            json.WriteStartArray("items");
            foreach (var row in listing.Rows)
            {
                row.Json(json);
            }

            json.WriteEndArray();
        });
}
