using FailoverCtl.Store;
using Xunit;

namespace FailoverCtl.Tests.Core.Store;

public class KeysTests
{
    private readonly Keys _keys = new("web-eu");

    [Fact]
    public void Every_document_has_its_place_under_the_cluster() =>
        Assert.Equal(
            [
                "failoverctl/web-eu/ledger",
                "failoverctl/web-eu/holds",
                "failoverctl/web-eu/topology/9f2c/0007",
                "failoverctl/web-eu/reports/rbx-a",
                "failoverctl/web-eu/controllers/c1",
                "failoverctl/web-eu/intents/i-1",
                "failoverctl/web-eu/dns/ns1",
                "failoverctl/web-eu/plans/05",
            ],
            [
                _keys.Ledger,
                _keys.Holds,
                _keys.TopologyChunk("9f2c", 7),
                _keys.Report("rbx-a"),
                _keys.Controller("c1"),
                _keys.Intent("i-1"),
                _keys.DnsServer("ns1"),
                _keys.Plan(105),
            ]
        );

    [Theory]
    [InlineData("")]
    [InlineData("Web")]
    [InlineData("web_eu")]
    [InlineData("web/eu")]
    [InlineData("wéb")]
    [InlineData("a123456789012345678901234567890123456789012345678901234567890123")]
    public void A_cluster_id_is_lowercase_letters_digits_and_dashes_63_at_most(string cluster)
    {
        Assert.NotNull(Keys.ClusterProblem(cluster));
        Assert.Throws<ArgumentException>(() => new Keys(cluster));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("a b")]
    public void An_id_that_would_leave_its_place_is_refused(string id) =>
        Assert.Throws<ArgumentException>(() => _keys.Report(id));

    [Theory]
    [InlineData("", "1 to 512 characters")]
    [InlineData("a%2fb", "U+0025 at position 1")]
    [InlineData("a?b", "U+003F")]
    [InlineData("a+b", "U+002B")]
    [InlineData("é", "U+00E9")]
    [InlineData("a//b", "part 2")]
    [InlineData("/a", "part 1")]
    [InlineData("a/../b", "\"..\"")]
    [InlineData("a/.", "\".\"")]
    public void A_key_that_would_not_travel_unchanged_is_refused_with_the_place(string key, string said) =>
        Assert.Contains(said, KeyRules.Problem(key));

    [Theory]
    [InlineData("a")]
    [InlineData("a/")]
    [InlineData("a/.b/..c")]
    public void Other_keys_are_fine(string key) => Assert.Null(KeyRules.Problem(key));
}
