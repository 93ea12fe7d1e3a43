using System.Text.Json;
using FailoverCtl.Domain.Topology;
using Xunit;

namespace FailoverCtl.Tests.Core.Probing;

public class StatusSetTests
{
    [Theory]
    [InlineData("200", "200", "200")]
    [InlineData("200-299", "200-299", "\"200-299\"")]
    [InlineData("200-204, 301 ,404", "200-204,301,404", "\"200-204,301,404\"")]
    public void A_set_reads_and_writes_itself(string text, string shown, string json)
    {
        var set = StatusSet.Parse(text)!;

        Assert.Equal(shown, set.ToString());
        Assert.Equal(json, JsonSerializer.Serialize(set));
        Assert.Equal(set, JsonSerializer.Deserialize<StatusSet>(json));
    }

    [Theory]
    [InlineData("")]
    [InlineData("99")]
    [InlineData("600")]
    [InlineData("2xx")]
    [InlineData("299-200")]
    [InlineData("300,200")]
    [InlineData("200-250,250")]
    [InlineData("200-204-206")]
    [InlineData("200,")]
    [InlineData("+20")]
    public void What_is_no_set_is_refused(string text)
    {
        Assert.Null(StatusSet.Parse(text));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<StatusSet>($"\"{text}\""));
    }

    [Fact]
    public void A_number_that_is_no_status_is_refused() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<StatusSet>("9999"));

    [Fact]
    public void A_set_holds_its_ranges_and_nothing_else()
    {
        var set = StatusSet.Parse("200-201,404")!;

        Assert.Equal([200, 201, 404], Enumerable.Range(0, 1_000).Where(set.Contains));
    }
}
