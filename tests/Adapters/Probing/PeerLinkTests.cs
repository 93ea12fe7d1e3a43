using System.Net;
using System.Net.Sockets;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Probing.Peers;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Probing;

public class PeerLinkTests
{
    private const int Hour = 3_600_000;

    [Fact]
    public async Task A_suspicion_makes_the_peer_look_and_confirm()
    {
        var server = FakeServer.Good();
        var topology = AgentTrial.Topology(server.Port, interval: Hour, agents: 2);
        using var watcher = new AgentTrial(topology, "a1");
        using var listener = new AgentTrial(topology, "a2", sentinels: false);
        await watcher.UntilUp();
        await listener.UntilUp();
        await ProbeEngineTests.Eventually(() => watcher.Agent.Counters.SentinelsOpened == 1 && server.Accepted == 3);
        server.Dispose();
        await listener.UntilDown(FailureKind.Refused);
    }

    [Fact]
    public async Task An_agent_that_ends_is_listed_as_silent()
    {
        using var server = FakeServer.Good();
        var topology = AgentTrial.Topology(server.Port, agents: 2);
        using var one = new AgentTrial(topology, "a1");
        var other = new AgentTrial(topology, "a2");
        await ProbeEngineTests.Eventually(() => one.Agent.Counters.DatagramsReceived > 0);
        other.Dispose();
        await one.Until(r => r.SilentPeers.Count == 1 && r.SilentPeers[0].Value == "a2", "a2 is silent");
    }

    [Fact]
    public async Task Agents_with_different_keys_do_not_hear_each_other()
    {
        using var server = FakeServer.Good();
        var topology = AgentTrial.Topology(server.Port, agents: 2);
        using var one = new AgentTrial(topology, "a1", key: "this");
        using var other = new AgentTrial(topology, "a2", key: "that");
        await one.Until(r => r.SilentPeers.Count == 1, "a2 is silent");
        Assert.Equal(one.Agent.Counters.DatagramsReceived, one.Agent.Counters.DatagramsRefused);
        Assert.True(one.Agent.Counters.DatagramsRefused > 0);
    }

    [Fact]
    public async Task Foreign_repeated_and_senseless_datagrams_are_counted_and_do_nothing()
    {
        using var server = FakeServer.Good();
        var topology = AgentTrial.Topology(server.Port, interval: Hour, agents: 2);
        using var trial = new AgentTrial(topology, sentinels: false);
        await trial.UntilUp();
        using var socket = new UdpClient(AddressFamily.InterNetwork);
        socket.Connect(IPEndPoint.Parse(topology.VantagePoints[new("a1")].Address));
        Send(socket, new("elsewhere", new("a2"), 1, 1, [AgentTrial.Www]));
        Send(socket, new("test", new("stranger"), 1, 1, [AgentTrial.Www]));
        socket.Send(new byte[3]);
        socket.Send(new byte[2_000]);
        await ProbeEngineTests.Eventually(() => trial.Agent.Counters.DatagramsRefused == 4);
        Assert.Equal(1, trial.Agent.Counters.Probes);

        Send(socket, new("test", new("a2"), 1, 1, [AgentTrial.Www]));
        Send(socket, new("test", new("a2"), 1, 1, [AgentTrial.Www]));
        await ProbeEngineTests.Eventually(() => trial.Agent.Counters is { DatagramsRefused: 5, Probes: 2 });
    }

    [Fact]
    public async Task A_flood_of_suspicions_is_cut_to_the_senders_allowance()
    {
        using var server = FakeServer.Good();
        var topology = AgentTrial.Topology(server.Port, interval: Hour, agents: 2);
        using var trial = new AgentTrial(topology, sentinels: false);
        await trial.UntilUp();
        using var socket = new UdpClient(AddressFamily.InterNetwork);
        socket.Connect(IPEndPoint.Parse(topology.VantagePoints[new("a1")].Address));
        for (var i = 1; i <= 200; i++)
        {
            Send(socket, new("test", new("a2"), 1, i, [.. Enumerable.Repeat(AgentTrial.Www, 50)]));
        }

        await ProbeEngineTests.Eventually(() => trial.Agent.Counters.SuspicionsOverLimit > 0);
        Assert.DoesNotContain(
            (await trial.Until(r => r.Sequence > 3, "a fourth report")).Unhealthy,
            o => o.State == ObservedState.Down
        );
    }

    private static void Send(UdpClient socket, PeerPacket packet)
    {
        var buffer = new byte[2 * PeerPacket.LengthMax];
        var (length, _) = packet.Write(buffer, 0, "k"u8);
        socket.Send(buffer, length);
    }
}
