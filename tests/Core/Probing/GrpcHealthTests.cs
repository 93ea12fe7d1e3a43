using FailoverCtl.Domain.Evidence;
using FailoverCtl.Probing.Answers;
using Xunit;

namespace FailoverCtl.Tests.Core.Probing;

public class GrpcHealthTests
{
    [Theory]
    [InlineData("", "0000000000")]
    [InlineData("ab", "00000000040A026162")]
    public void A_request_is_the_service_in_a_length_prefixed_message(string service, string hex) =>
        Assert.Equal(hex, Convert.ToHexString(GrpcHealth.Request(service)));

    [Fact]
    public void A_long_name_has_a_length_of_two_bytes() =>
        Assert.StartsWith(
            "00000000CB0AC801",
            Convert.ToHexString(GrpcHealth.Request(new string('x', 200))),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("0", "00000000020801", FailureKind.None, Flaw.None, 0)]
    [InlineData("0", "00000000020802", FailureKind.WrongAnswer, Flaw.Status, 2)]
    [InlineData("0", "0000000000", FailureKind.WrongAnswer, Flaw.Status, 0)]
    [InlineData("0", "", FailureKind.WrongAnswer, Flaw.Malformed, 0)]
    [InlineData("0", "01000000020801", FailureKind.WrongAnswer, Flaw.Malformed, 0)]
    [InlineData("0", "00000000FF0801", FailureKind.WrongAnswer, Flaw.Malformed, 0)]
    [InlineData("0", "00000000020A01", FailureKind.WrongAnswer, Flaw.Malformed, 0)]
    [InlineData("5", "", FailureKind.WrongAnswer, Flaw.Status, 5)]
    [InlineData("12", "", FailureKind.WrongAnswer, Flaw.Status, 12)]
    [InlineData("8", "", FailureKind.Shedding, Flaw.Status, 8)]
    [InlineData("14", "", FailureKind.Shedding, Flaw.Status, 14)]
    [InlineData("x", "00000000020801", FailureKind.WrongAnswer, Flaw.Malformed, 0)]
    [InlineData(null, "00000000020801", FailureKind.WrongAnswer, Flaw.Malformed, 0)]
    public void Only_SERVING_is_good(string? status, string body, FailureKind kind, Flaw flaw, int code) =>
        Assert.Equal(new Meaning(kind, flaw, code), GrpcHealth.Read(status, Convert.FromHexString(body)));
}
