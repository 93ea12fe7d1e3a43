using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Probing.Answers;

namespace FailoverCtl.Probing.Slow;

/// <summary>Asks a resolver over UDP for the addresses of a public name.</summary>
internal static class NameAsking
{
    private const int AnswerLengthMax = 4_096;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static async Task<NameAnswer> AskAsync(NameQuestion question, CancellationToken stopping)
    {
        var type = question.Family switch
        {
            Domain.Identity.AddressFamily.V4 => DnsType.A,
            Domain.Identity.AddressFamily.V6 => DnsType.Aaaa,
        };
        var resolver = IPEndPoint.Parse(question.Resolver);
        var query = DnsQuery.Write(question.Name, type);
        RandomNumberGenerator.Fill(query.AsSpan(0, sizeof(ushort)));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(Patience);
        try
        {
            using var socket = new Socket(resolver.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await socket.ConnectAsync(resolver, limit.Token);
            _ = await socket.SendAsync(query, limit.Token);
            return await ReceiveAsync(socket, query, new(type, question.Addresses), limit.Token);
        }
        catch (SocketException)
        {
            return new(NameStanding.Silent);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return new(NameStanding.Silent);
        }
    }

    /// <summary>Until the answer to this question comes: anybody may send anything.</summary>
    private static async Task<NameAnswer> ReceiveAsync(
        Socket socket,
        byte[] query,
        DnsAnswer expected,
        CancellationToken limit
    )
    {
        var buffer = new byte[AnswerLengthMax];
        while (true)
        {
            var count = await socket.ReceiveAsync(buffer, limit);
            if (expected.Read(query, buffer.AsSpan(0, count)) is { } meaning)
            {
                return NameAnswer.Of(meaning);
            }
        }
    }
}
