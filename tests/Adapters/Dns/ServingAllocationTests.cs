using FailoverCtl.Tests.Core.Dns;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Dns;

[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public class AloneInTheProcess;

/// <summary>What the whole UDP path allocates, rate limits and sockets included: measured over the process.</summary>
[Collection(nameof(AloneInTheProcess))]
public class ServingAllocationTests
{
    private const int Queries = 20_000;

    /// <summary>The least object has 24 bytes: one in three queries would exceed this. The rest is timers and the runtime.</summary>
    private const int AllowedBytes = Queries * 8;

    [Fact]
    public async Task Serving_UDP_allocates_nothing_per_query()
    {
        await using var dns = await LoopbackDns.StartAsync();
        using var asker = dns.Asker();
        var query = QueryBytes.WithEdns("www.example.test", 1, 1_232);
        Ask(1_000);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Ask(Queries);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, AllowedBytes);
        Assert.Equal(Queries + 1_000, dns.Listener.Udp.Counters.Queries);

        void Ask(int count)
        {
            Span<byte> answer = stackalloc byte[512];
            for (var i = 0; i < count; i++)
            {
                asker.Send(query.AsSpan());
                asker.Receive(answer);
            }
        }
    }
}
