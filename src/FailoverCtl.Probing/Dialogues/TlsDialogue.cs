using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Probing.Answers;
using FailoverCtl.Probing.Engine;

namespace FailoverCtl.Probing.Dialogues;

/// <summary>A TLS handshake, and the HTTP exchange after it where the probe asks for one.</summary>
internal sealed class TlsDialogue(Route route, TlsCheck check, Trust trust) : IDialogue
{
    private const int BufferLength = 4_096;

    public async Task<DialogueResult> HoldAsync(Stream connection, CancellationToken cancel)
    {
        for (var (stream, request, hops) = (connection, route.Request, 0); ; hops++)
        {
            var certificate = new CertificateCheck(TimeProvider.System);
            await using var tls = new SslStream(stream);
            try
            {
                await tls.AuthenticateAsClientAsync(trust.Options(check, certificate), cancel);
            }
            catch (AuthenticationException)
            {
                return certificate.Refusal();
            }

            if (route.Http is not { } expected)
            {
                return new(Meaning.Good, certificate.DaysLeft);
            }

            var answer = await AskAsync(tls, request, expected, cancel);
            if (answer.NextPath is not { } path || hops == expected.RedirectsMax)
            {
                return new(answer.Meaning, certificate.DaysLeft);
            }

            request = route.RequestFor(path);
            stream = await ConnectAsync(cancel);
        }
    }

    private static async Task<HttpAnswer> AskAsync(
        SslStream tls,
        byte[] request,
        HttpExpectation expected,
        CancellationToken cancel
    )
    {
        await tls.WriteAsync(request, cancel);
        var answer = new HttpAnswer();
        answer.Begin(expected);
        var buffer = new byte[BufferLength];
        while (true)
        {
            var count = await tls.ReadAsync(buffer, cancel);
            if (count == 0)
            {
                answer.End();
                return answer;
            }

            if (answer.Take(buffer.AsSpan(0, count)))
            {
                return answer;
            }
        }
    }

    private async Task<Stream> ConnectAsync(CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(route.Address!.EndPoint, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
