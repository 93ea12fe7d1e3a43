using FailoverCtl.Dns.Signing;
using Xunit;

namespace FailoverCtl.Tests.Core.Dns;

public class TsigKeyTextTests
{
    private const string Secret = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    [Fact]
    public void What_tsig_keygen_writes_is_read()
    {
        var keys = TsigKeyText.Parse(
            $"key \"Other.example.net\" {{\n\talgorithm hmac-sha256;\n\tsecret \"{Secret}\";\n}};\n",
            out _
        );
        var key = Assert.Single(keys!);
        Assert.Equal("other.example.net", key.Name);
        Assert.Equal("0123456789abcdef0123456789abcdef"u8, key.Secret);
    }

    [Fact]
    public void Comments_and_several_keys_are_read()
    {
        var text =
            $"# a\n// b\n/* c; }} */ key a {{ secret {Secret}; algorithm HMAC-SHA256; }};key b{{algorithm hmac-sha256;secret {Secret};}};";
        Assert.Equal(["a", "b"], TsigKeyText.Parse(text, out _)!.Select(k => k.Name));
    }

    [Theory]
    [InlineData("", "no key")]
    [InlineData("0123456789abcdef", "not made of key statements")]
    [InlineData("key \"a\" {", "key statement 'a'")]
    [InlineData("key \"a\" { algorithm hmac-md5; secret \"" + Secret + "\"; };", "hmac-md5")]
    [InlineData("key \"a\" { algorithm hmac-sha256; secret \"%%%\"; };", "no base64")]
    [InlineData("key \"a\" { algorithm hmac-sha256; secret \"AAAA\"; };", "3 bytes")]
    [InlineData("key \"a..b\" { algorithm hmac-sha256; secret \"" + Secret + "\"; };", "a..b")]
    public void What_is_no_key_file_is_refused_with_its_reason_and_never_its_secret(string text, string reason)
    {
        Assert.Null(TsigKeyText.Parse(text, out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_name_twice_is_refused()
    {
        var key = $"key a {{ algorithm hmac-sha256; secret {Secret}; }};";
        Assert.Null(TsigKeyText.Parse(key + key, out var problem));
        Assert.Contains("two keys named a", problem, StringComparison.Ordinal);
    }
}
