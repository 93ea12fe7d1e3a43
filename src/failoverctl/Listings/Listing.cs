using System.Text.Json;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.CommandLine.Listings;

/// <summary>Things of one kind as rows.</summary>
/// <param name="Columns">The first one names the thing.</param>
public sealed record Listing(IReadOnlyList<Column> Columns, IReadOnlyList<Row> Rows);

/// <param name="Header">In capitals, as in every table.</param>
/// <param name="Wide">Only shown when all columns are wanted.</param>
public sealed record Column(string Header, bool Wide = false);

/// <param name="Id">What names it on the command line.</param>
/// <param name="Cells">One per column.</param>
/// <param name="Json">Writes the value of the thing: one object.</param>
public sealed record Row(string Id, IReadOnlyList<Cell> Cells, Action<Utf8JsonWriter> Json)
{
    /// <summary>The site it belongs to; null: none.</summary>
    public SiteId? Site { get; init; }

    /// <summary>The service it belongs to; null: none.</summary>
    public ServiceId? Service { get; init; }
}
