using FailoverCtl.Dns.Answering;
using Xunit;

namespace FailoverCtl.Tests.Core.Dns;

public class AllocationTests
{
    [Fact]
    public void Answering_allocates_nothing()
    {
        var zone = DnsWorld.Snapshot();
        byte[][] queries =
        [
            QueryBytes.Of("www.example.test", 1),
            QueryBytes.WithEdns("api.eu.example.test", 1, 1_232),
            QueryBytes.Of("nope.example.test", 28),
            QueryBytes.Of("example.com", 1),
            [1, 2, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0],
        ];
        var buffer = new byte[Responder.BufferBytesMin];
        ulong random = 1;
        AnswerAll(); // what the runtime allocates once
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            AnswerAll();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void AnswerAll()
        {
            foreach (var query in queries)
            {
                query.CopyTo(buffer, 0);
                Responder.Answer(buffer, query.Length, zone, ref random, Transport.Udp);
            }
        }
    }
}
