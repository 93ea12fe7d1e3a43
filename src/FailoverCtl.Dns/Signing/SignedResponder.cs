using System.Buffers.Binary;
using FailoverCtl.Dns.Answering;
using FailoverCtl.Dns.Transferring;
using FailoverCtl.Dns.Wire;
using FailoverCtl.Dns.Zones;

namespace FailoverCtl.Dns.Signing;

/// <summary>
/// Answers what <see cref="Responder"/> found to be signed: checks, answers and signs (RFC 8945), and hands out the zone to
/// those that may have it. Never throws, whatever the bytes.
/// </summary>
internal sealed class SignedResponder(TsigKeyRing keys, TimeProvider time)
{
    /// <param name="buffer">Holds the query and takes the answer.</param>
    /// <param name="zone">What is answered.</param>
    /// <param name="decided">What is transferred: the same epoch with nothing hidden.</param>
    public SignedReply Answer(
        Span<byte> buffer,
        int length,
        ZoneSnapshot zone,
        ZoneSnapshot decided,
        ref ulong random,
        Transport transport
    )
    {
        Span<byte> names = stackalloc byte[WireName.BytesMax * 2];
        if (
            !QueryHead.TryRead(buffer[..length], out var head)
            || !head.IsSigned
            || !TsigRecord.TryRead(buffer[..length], head.TsigAt, names, out var record)
        )
        {
            return Unverified(ReplyWriter.HeaderOnly(buffer, Rcode.FormatError));
        }

        var key = keys.Find(record.Key);
        if (key is not null && !TsigCheck.IsMacLength(record.Mac.Length))
        {
            return Unverified(ReplyWriter.HeaderOnly(buffer, Rcode.FormatError));
        }

        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var error = TsigCheck.Of(buffer[..length], head.TsigAt, record, key, [], now);
        if (error is TsigError.BadKey or TsigError.BadSignature)
        {
            return Unverified(RefuseUnsigned(buffer, head, record, error, transport));
        }

        // The signature is bound to the query by the query's own MAC, cut as it may be.
        var queryTime = record.TimeSeconds;
        var session = new TsigSession(key!, record.Mac.ToArray(), time);
        if (error != TsigError.None)
        {
            var refused = new ReplyWriter(buffer, head, transport, TsigRecord.BytesMax).Finish(
                Rcode.NotAuthoritative,
                authoritative: false
            );
            return Unverified(
                refused with
                {
                    Length = session.SignError(buffer, refused.Length, error, queryTime),
                    QuestionEnd = 0,
                }
            );
        }

        if (head.Type is RecordType.Axfr or RecordType.Ixfr)
        {
            return TransferDesk.Answer(buffer, head, decided, session, transport);
        }

        var reply = Responder.Answer(buffer, head, zone, ref random, transport, TsigRecord.BytesMax);
        return new(reply with { Length = session.Sign(buffer, reply.Length) }, IsVerified: true, Transfer: null);
    }

    private static SignedReply Unverified(Reply reply) => new(reply, IsVerified: false, Transfer: null);

    /// <summary>Who does not have the key gets nothing that the key has made (section 5.3.2).</summary>
    private static Reply RefuseUnsigned(
        Span<byte> buffer,
        QueryHead head,
        in TsigRecord query,
        TsigError error,
        Transport transport
    )
    {
        var refusal = new TsigRecord
        {
            Key = query.Key,
            Algorithm = query.Algorithm,
            TimeSeconds = query.TimeSeconds,
            FudgeSeconds = query.FudgeSeconds,
            Mac = [],
            OriginalId = BinaryPrimitives.ReadUInt16BigEndian(buffer),
            Error = error,
            Other = [],
        };
        var reply = new ReplyWriter(buffer, head, transport).Finish(Rcode.NotAuthoritative, authoritative: false);
        return reply.Length + refusal.Bytes > ReplyWriter.Limit(head, transport)
            ? ReplyWriter.HeaderOnly(buffer, Rcode.NotAuthoritative)
            : reply with
            {
                Length = refusal.AppendTo(buffer, reply.Length),
                QuestionEnd = 0,
            };
    }
}

/// <summary>What became of a signed query.</summary>
/// <param name="IsVerified">The asker holds the key.</param>
/// <param name="Transfer">The zone, to be sent in the place of one answer; null: the answer is all.</param>
internal readonly record struct SignedReply(Reply Reply, bool IsVerified, ZoneTransfer? Transfer);
