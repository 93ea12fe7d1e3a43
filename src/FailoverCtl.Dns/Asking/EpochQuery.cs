using System.Net;
using System.Net.Sockets;
using System.Text;
using FailoverCtl.Dns.Wire;
using FailoverCtl.Dns.Zones;

namespace FailoverCtl.Dns.Asking;

/// <summary>Reads back over UDP which epoch a DNS server answers (I-10).</summary>
/// <param name="Timeout">Of one try.</param>
/// <param name="Tries">At least 1.</param>
public sealed record EpochQuery(string Zone, TimeSpan Timeout, int Tries)
{
    public async Task<EpochReading> AskAsync(IPEndPoint server, CancellationToken cancel)
    {
        var question = new DnsQuestion($"{ZoneBuilder.EpochLabel}.{Zone}", RecordType.Txt);
        var last = NoAnswer.Timeout;
        for (var i = 0; i < Tries; i++)
        {
            try
            {
                using var exchange = new UdpExchange(server);
                var (answer, why) = await exchange.AskAsync(question, Timeout, cancel);
                if (why is null)
                {
                    return Read(server, answer.Span);
                }

                last = why.Value;
            }
            catch (SocketException)
            {
                last = NoAnswer.Unreachable;
            }
        }

        return new EpochReading.Failed(
            last,
            last == NoAnswer.Timeout
                ? $"{server} did not say which epoch it answers: {Tries} tries of {Timeout.TotalMilliseconds:0} ms"
                : $"{server} is not reachable over UDP: nobody listens there or there is no route ({Tries} tries)"
        );
    }

    private EpochReading Read(IPEndPoint server, ReadOnlySpan<byte> answer)
    {
        var code = (Rcode)(answer[3] & MessageHeader.Code);
        if (code != Rcode.NoError)
        {
            return new EpochReading.Failed(
                NoAnswer.Refused,
                $"{server} answers {code} for {ZoneBuilder.EpochLabel}.{Zone}: it is not a DNS role of this zone"
            );
        }

        var records = new AnswerRecords(answer);
        while (records.MoveNext())
        {
            if (
                records is { Type: RecordType.Txt, Data: [var length, .. var text] }
                && text.Length == length
                && EpochText.TryParse(Encoding.UTF8.GetString(text), out var epoch)
            )
            {
                return new EpochReading.Read(epoch);
            }
        }

        return new EpochReading.Failed(
            NoAnswer.Malformed,
            $"{server} has no plausible epoch in its answer for {ZoneBuilder.EpochLabel}.{Zone}: it is not a DNS role of this program"
        );
    }
}

/// <summary>What a DNS server said about its epoch.</summary>
public abstract record EpochReading
{
    private EpochReading() { }

    public sealed record Read(EpochText Epoch) : EpochReading;

    /// <param name="Sentence">For the operator.</param>
    public sealed record Failed(NoAnswer Why, string Sentence) : EpochReading;
}
