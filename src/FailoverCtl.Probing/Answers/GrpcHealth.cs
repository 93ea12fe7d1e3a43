using System.Buffers.Binary;
using System.Text;
using FailoverCtl.Domain.Evidence;

namespace FailoverCtl.Probing.Answers;

/// <summary>
/// The two messages of grpc.health.v1.Health/Check, encoded by hand: a string and an enum (gRPC over HTTP/2, Length-Prefixed
/// Message; protocol buffers, wire types 0 and 2).
/// </summary>
internal static class GrpcHealth
{
    public const string Path = "/grpc.health.v1.Health/Check";

    /// <summary>Of the answer: the status is two bytes, the rest is what a later version may add.</summary>
    public const int AnswerMax = 4_096;

    private const int PrefixLength = 5;
    private const int ServiceTag = (1 << 3) | 2;
    private const int StatusTag = 1 << 3;
    private const int Serving = 1;

    private const int StatusOk = 0;
    private const int StatusResourceExhausted = 8;
    private const int StatusUnavailable = 14;

    /// <param name="service">Empty: the server as a whole.</param>
    public static byte[] Request(string service)
    {
        var name = Encoding.UTF8.GetBytes(service);
        var message = new MemoryStream();
        if (name.Length > 0)
        {
            message.WriteByte(ServiceTag);
            for (var left = (uint)name.Length; ; left >>= 7)
            {
                message.WriteByte((byte)(left < 0x80 ? left : (left & 0x7F) | 0x80));
                if (left < 0x80)
                {
                    break;
                }
            }

            message.Write(name);
        }

        var framed = new byte[PrefixLength + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(framed.AsSpan(1), (uint)message.Length);
        message.ToArray().CopyTo(framed, PrefixLength);
        return framed;
    }

    /// <param name="grpcStatus">The trailer; null: there was none.</param>
    /// <param name="body">The framed answer.</param>
    public static Meaning Read(string? grpcStatus, ReadOnlySpan<byte> body)
    {
        if (!int.TryParse(grpcStatus, System.Globalization.CultureInfo.InvariantCulture, out var status))
        {
            return Meaning.Wrong(Flaw.Malformed);
        }

        return status switch
        {
            StatusOk => Serves(body) switch
            {
                Serving => Meaning.Good,
                null => Meaning.Wrong(Flaw.Malformed),
                { } health => Meaning.Wrong(Flaw.Status, health),
            },
            StatusResourceExhausted or StatusUnavailable => new(FailureKind.Shedding, Flaw.Status, status),
            _ => Meaning.Wrong(Flaw.Status, status),
        };
    }

    /// <summary>The enum's value; 0 (UNKNOWN) is what its absence means; null: no such message.</summary>
    private static int? Serves(ReadOnlySpan<byte> body)
    {
        if (
            body.Length < PrefixLength
            || body[0] != 0
            || BinaryPrimitives.ReadUInt32BigEndian(body[1..]) != body.Length - PrefixLength
        )
        {
            return null;
        }

        var fields = body[PrefixLength..];
        return fields.IsEmpty ? 0
            : fields.Length >= 2 && fields[0] == StatusTag && fields[1] < 0x80 ? fields[1]
            : null;
    }
}
