using System.Net;
using System.Net.Sockets;
using FailoverCtl.Dns.Wire;
using FailoverCtl.Domain.Collections;
using Family = FailoverCtl.Domain.Identity.AddressFamily;

namespace FailoverCtl.Dns.Asking;

/// <summary>
/// Asks one server for the addresses of one name, again and again, over one socket: made for polling hundreds of times
/// per second. One question at a time.
/// </summary>
public sealed class DnsQuery : IDisposable
{
    private readonly IPEndPoint _server;
    private readonly RecordType _type;
    private readonly DnsQuestion _question;
    private UdpExchange? _exchange;

    /// <exception cref="FormatException">The name is not one.</exception>
    public DnsQuery(IPEndPoint server, string name, Family family)
    {
        _server = server;
        _type = family == Family.V4 ? RecordType.A : RecordType.Aaaa;
        _question = new(name, _type);
    }

    public async Task<AddressReading> AskAsync(TimeSpan timeout, CancellationToken cancel)
    {
        try
        {
            _exchange ??= new(_server);
        }
        catch (SocketException)
        {
            return new AddressReading.Failed(NoAnswer.Unreachable);
        }

        var (answer, why) = await _exchange.AskAsync(_question, timeout, cancel);
        return why is null ? Read(answer.Span) : new AddressReading.Failed(why.Value);
    }

    public void Dispose() => _exchange?.Dispose();

    private AddressReading Read(ReadOnlySpan<byte> answer)
    {
        var addresses = new List<IPAddress>();
        var records = new AnswerRecords(answer);
        while (records.MoveNext())
        {
            if (records.Type == _type && records.Data.Length == (_type == RecordType.A ? 4 : 16))
            {
                addresses.Add(new(records.Data));
            }
        }

        return records.IsMalformed
            ? new AddressReading.Failed(NoAnswer.Malformed)
            : new AddressReading.Answered((Rcode)(answer[3] & MessageHeader.Code), addresses.ToEquatableArray());
    }
}

/// <summary>What a DNS server answered for a name.</summary>
public abstract record AddressReading
{
    private AddressReading() { }

    /// <param name="Addresses">In the order of the answer; may be empty.</param>
    public sealed record Answered(Rcode Code, EquatableArray<IPAddress> Addresses) : AddressReading;

    public sealed record Failed(NoAnswer Why) : AddressReading;
}
