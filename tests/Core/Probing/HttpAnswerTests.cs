using System.Globalization;
using System.Text;
using CsCheck;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Probing.Answers;
using Xunit;

namespace FailoverCtl.Tests.Core.Probing;

public class HttpAnswerTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";
    private const string Chunked = Ok + "Transfer-Encoding: chunked\r\n\r\n";

    private static readonly Probe Seeks = new(ProbeKind.Http, 80, "/a/b?q", "www.example.test", 200, 1_000, 1_000)
    {
        Contains = "all is well",
    };

    public static TheoryData<string, string> Bodies =>
        new()
        {
            { Ok + "Content-Length: 12\r\n\r\nall is well\n", "None" },
            { Ok + "Content-Length: 11\r\n\r\nall is welL", "WrongAnswer Content" },
            { Ok + "content-length:   0\r\n\r\n", "WrongAnswer Content" },
            { Ok + "\r\nsoon: all is well", "None" },
            { Ok + "\r\nall is not well", "WrongAnswer Content at the end" },
            { Ok + "Content-Length: 50\r\n\r\ncut off", "WrongAnswer Malformed at the end" },
            { Chunked + "4\r\nall \r\nB;x=y\r\nis well\nbye\r\n0\r\n\r\n", "None" },
            { Chunked + "3\r\nall\r\n0\r\nTrailer: t\r\n\r\n", "WrongAnswer Content" },
            { Chunked + "3\r\nall\r\n", "WrongAnswer Malformed at the end" },
            { Chunked + "no chunk\r\n", "WrongAnswer Malformed" },
            { Chunked + "fffffffff\r\n", "WrongAnswer Malformed" },
            { Chunked + "1;" + new string('x', 5_000), "WrongAnswer Malformed" },
            { Chunked + "3\r\nall" + new string('\r', 300_000), "WrongAnswer TooLarge" },
            {
                Chunked + string.Concat(Enumerable.Repeat("1;" + new string('x', 4_000) + "\r\ny\r\n", 70)),
                "WrongAnswer TooLarge"
            },
            { Ok + "Content-Length: 1x\r\n\r\n", "WrongAnswer Malformed" },
            { Ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", "WrongAnswer Malformed" },
            { Ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "WrongAnswer Malformed" },
            { Ok + "Transfer-Encoding: gzip, chunked\r\n\r\n", "WrongAnswer Malformed" },
            { "HTTP/1.1 204 Nothing\r\n\r\n", "WrongAnswer Status 204" },
            { "HTTP/1.1 503 Busy\r\n\r\nall is well", "Shedding Status 503" },
            { "HTTP/1.1 100 Wait\r\nContent-Length: 9\r\n\r\n" + Ok + "Content-Length: 11\r\n\r\nall is well", "None" },
            { "SSH-2.0-OpenSSH_9.2\r\n", "WrongAnswer Malformed" },
            { Ok + "X: " + new string('x', 5_000), "WrongAnswer TooLarge" },
            { Ok + "\r\n" + new string('x', HttpAnswer.BodyMax - 11) + "all is well", "None" },
            { Ok + "\r\n" + new string('x', HttpAnswer.BodyMax - 10) + "all is well", "WrongAnswer TooLarge" },
        };

    public static TheoryData<string, string> Redirections =>
        new()
        {
            { "/other", "/other" },
            { "c?d=1#e", "/a/c?d=1" },
            { "http://www.example.test/x", "/x" },
            { "http://WWW.example.test:80/x", "/x" },
            { "//www.example.test/y", "/y" },
            { "https://www.example.test/x", "elsewhere" },
            { "http://www.example.test:8080/x", "elsewhere" },
            { "http://169.254.169.254/latest/meta-data", "elsewhere" },
            { "//elsewhere.example/x", "elsewhere" },
            { "http://me@www.example.test/x", "elsewhere" },
            { "file:///etc/passwd", "elsewhere" },
            { "gopher://www.example.test/x", "elsewhere" },
            { "http://[", "elsewhere" },
        };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void A_body_means_the_same_in_pieces_of_any_size(string text, string meaning)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        Gen.Int[1, 100].Sample(size => Assert.Equal(meaning, Read(Seeks, bytes, size)), iter: 30);
    }

    [Fact]
    public void The_head_of_an_answer_to_HEAD_is_all_of_it() =>
        Assert.Equal(
            "None",
            Read(
                Seeks with
                {
                    Contains = null,
                    Method = ProbeMethod.Head,
                    RedirectsMax = 1,
                },
                Encoding.ASCII.GetBytes(Ok + "Content-Length: 12\r\n\r\n"),
                7
            )
        );

    [Theory]
    [MemberData(nameof(Redirections))]
    public void A_redirection_is_followed_to_the_same_origin_only(string location, string path)
    {
        var answer = new HttpAnswer();
        answer.Begin(new(Seeks with { RedirectsMax = 1 }, Seeks.Host));

        Assert.True(answer.Take(Encoding.ASCII.GetBytes($"HTTP/1.1 302 Found\r\nLocation: {location}\r\n\r\n")));

        Assert.Equal(path, answer.NextPath ?? "elsewhere");
        Assert.Equal(Meaning.Wrong(Flaw.Redirect, 302), answer.Meaning);
    }

    [Fact]
    public void A_redirection_is_an_answer_like_others_where_none_is_followed() =>
        Assert.Equal(
            "WrongAnswer Status 302",
            Read(Seeks, "HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n"u8.ToArray(), 9)
        );

    [Fact]
    public void A_redirection_that_is_expected_is_good() =>
        Assert.Equal(
            "None",
            Read(
                Seeks with
                {
                    ExpectedStatus = StatusSet.Parse("200,300-399")!,
                    Contains = null,
                    RedirectsMax = 2,
                },
                "HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n"u8.ToArray(),
                9
            )
        );

    [Fact]
    public void Random_bytes_after_a_head_never_throw() =>
        Gen.Byte.Array[0, 3_000].Sample(bytes => _ = Read(Seeks, [.. Encoding.ASCII.GetBytes(Chunked), .. bytes], 100));

    [Fact]
    public void A_pattern_is_found_where_the_obvious_search_finds_it() =>
        Gen.Select(Gen.Char['a', 'b'].Array[1, 6], Gen.Char['a', 'b'].Array[0, 40], Gen.Int[1, 9])
            .Sample(
                (pattern, text, size) =>
                {
                    var search = new BytePattern(Encoding.ASCII.GetBytes(pattern));
                    var matched = 0;
                    var found = Encoding.ASCII.GetBytes(text).Chunk(size).Any(p => search.IsIn(p, ref matched));
                    Assert.Equal(new string(text).Contains(new string(pattern), StringComparison.Ordinal), found);
                }
            );

    private static string Read(Probe probe, byte[] bytes, int size)
    {
        var answer = new HttpAnswer();
        answer.Begin(new(probe, probe.Host));
        if (bytes.Chunk(size).Any(piece => answer.Take(piece)))
        {
            return Text(answer.Meaning);
        }

        answer.End();
        return Text(answer.Meaning) + " at the end";
    }

    private static string Text(Meaning meaning) =>
        meaning.Kind
        + (meaning.Flaw == Flaw.None ? "" : $" {meaning.Flaw}")
        + (meaning.Code == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {meaning.Code}"));
}
