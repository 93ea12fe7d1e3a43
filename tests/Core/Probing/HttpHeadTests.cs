using System.Text;
using CsCheck;
using FailoverCtl.Probing.Answers;
using Xunit;

namespace FailoverCtl.Tests.Core.Probing;

public class HttpHeadTests
{
    public static TheoryData<string, string> Heads =>
        new()
        {
            { "HTTP/1.1 200 OK\r\n\r\n", "Complete 200" },
            { "HTTP/1.0 404 Not Found\r\nServer: x\r\n\r\nbody", "Complete 404" },
            { "HTTP/1.1 204\r\n\r\n", "Complete 204" },
            { "HTTP/1.1 200 OK\nServer: bare line feeds\n\n", "Complete 200" },
            { "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "Complete 200" },
            { "HTTP/1.1 200 OK\r\nServer: x\r\n", "Incomplete" },
            { "HTTP/1.1 20", "Incomplete" },
            { "HTTP/2.0 200 OK\r\n\r\n", "Garbage" },
            { "HTTP/1.1 2x0 OK\r\n\r\n", "Garbage" },
            { "HTTP/1.1 2000 OK\r\n\r\n", "Garbage" },
            { "HTTP/1.1 20\r\n\r\n", "Garbage" },
            { "HTTP/1.1 099 No\r\n\r\n", "Garbage" },
            { "\r\nHTTP/1.1 200 OK\r\n\r\n", "Garbage" },
            { "220 mail.example.test ESMTP\r\n", "Garbage" },
            { "HTTP/1.1 200 OK\r\nX: " + new string('x', HttpHead.LengthMax), "TooLong" },
        };

    [Theory]
    [MemberData(nameof(Heads))]
    public void A_head_means_the_same_in_pieces_of_any_size(string text, string meaning)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        Gen.Int[1, 40].Sample(size => Assert.Equal(meaning, Read(bytes, size)));
    }

    [Fact]
    public void Random_bytes_never_throw() => Gen.Byte.Array[0, 5_000].Sample(bytes => _ = Read(bytes, 100));

    private static string Read(byte[] bytes, int size)
    {
        var head = new HttpHead();
        foreach (var piece in bytes.Chunk(size))
        {
            switch (head.Feed(piece, out _))
            {
                case HeadState.Complete:
                    return $"Complete {head.Status}";
                case HeadState.Garbage:
                    return "Garbage";
                case HeadState.TooLong:
                    return "TooLong";
                case HeadState.Incomplete:
                    break;
            }
        }

        return "Incomplete";
    }
}
