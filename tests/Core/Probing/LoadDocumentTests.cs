using System.Text;
using CsCheck;
using FailoverCtl.Domain.Evidence;
using Xunit;

namespace FailoverCtl.Tests.Core.Probing;

public class LoadDocumentTests
{
    private const string Schema = "\"schema\": \"failoverctl.load/1\"";

    [Fact]
    public void Every_field_is_read() =>
        Assert.Equal(
            (new Load(412, 37, 0, 1, 2, 9_350, 120, 48_000_000_000), LoadFault.None),
            Read(
                $$"""
                {{{Schema}}, "requestsPerSecond": 412, "inFlight": 37, "queued": 0, "serverErrorsPerSecond": 1,
                 "refusalsPerSecond": 2, "authenticatedBasisPoints": 9350, "newNetworksBasisPoints": 120,
                 "bitsPerSecond": 48000000000}
                """
            )
        );

    [Fact]
    public void What_is_missing_or_null_is_unknown_and_never_zero() =>
        Assert.Equal(
            (new Load(5, null, null, null, null, null, null, null), LoadFault.None),
            Read($$"""{{{Schema}}, "requestsPerSecond": 5, "inFlight": null, "tomorrow": [1, "x"]}""")
        );

    [Theory]
    [InlineData("""{ "schema": "failoverctl.load/1", "inFlight": -1 }""", LoadFault.Absurd)]
    [InlineData("""{ "schema": "failoverctl.load/1", "inFlight": 1.5 }""", LoadFault.Absurd)]
    [InlineData("""{ "schema": "failoverctl.load/1", "inFlight": "7" }""", LoadFault.Absurd)]
    [InlineData("""{ "schema": "failoverctl.load/1", "requestsPerSecond": 1000000001 }""", LoadFault.Absurd)]
    [InlineData("""{ "schema": "failoverctl.load/1", "requestsPerSecond": 1e999 }""", LoadFault.Absurd)]
    [InlineData("""{ "schema": "failoverctl.load/1", "authenticatedBasisPoints": 10001 }""", LoadFault.Absurd)]
    [InlineData(
        """{ "schema": "failoverctl.load/1", "requestsPerSecond": 5, "serverErrorsPerSecond": 4, "refusalsPerSecond": 2 }""",
        LoadFault.Absurd
    )]
    [InlineData("""{ "schema": "failoverctl.load/2", "inFlight": 1 }""", LoadFault.OtherSchema)]
    [InlineData("""{ "inFlight": 1 }""", LoadFault.OtherSchema)]
    [InlineData("""{ "schema": 1 }""", LoadFault.OtherSchema)]
    [InlineData("[]", LoadFault.Malformed)]
    [InlineData("", LoadFault.Malformed)]
    [InlineData("ok", LoadFault.Malformed)]
    [InlineData("""{ "schema": "failoverctl.load/1", "x": [[[[[]]]]] }""", LoadFault.Malformed)]
    public void What_cannot_be_makes_all_of_it_unknown(string text, LoadFault fault) =>
        Assert.Equal((null, fault), Read(text));

    [Fact]
    public void A_document_beyond_the_limit_is_not_read() =>
        Assert.Equal((null, LoadFault.TooLarge), Read($"{{{Schema}{new string(' ', LoadDocument.LengthMax)}}}"));

    [Fact]
    public void Random_bytes_never_throw() => Gen.Byte.Array[0, 200].Sample(bytes => _ = LoadDocument.Read(bytes));

    private static (Load? Load, LoadFault Fault) Read(string text) => LoadDocument.Read(Encoding.UTF8.GetBytes(text));
}
