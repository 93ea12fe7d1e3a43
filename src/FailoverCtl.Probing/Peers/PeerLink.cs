using System.ComponentModel;
using System.Runtime.InteropServices;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Probing.Agent;
using FailoverCtl.Probing.Engine;

namespace FailoverCtl.Probing.Peers;

/// <summary>The agents' own wire: UDP, one datagram per message, authenticated by a shared key. What it brings is only hints.</summary>
internal sealed unsafe class PeerLink : IDisposable
{
    private const int DatagramsPerTurn = 256;

    private readonly AgentId _agent;
    private readonly long _boot;
    private readonly byte[] _key;
    private readonly EngineCounters _counters;
    private readonly byte* _buffer = (byte*)NativeMemory.Alloc(2 * PeerPacket.LengthMax);
    private SortedMap<AgentId, PeerState> _peers = SortedMap<AgentId, PeerState>.Empty;
    private Topology? _topology;
    private long _sequence;

    public PeerLink(AgentId agent, long boot, byte[] key, EngineCounters counters)
    {
        _agent = agent;
        _boot = boot;
        _key = key;
        _counters = counters;
    }

    /// <summary>-1: not open.</summary>
    public int Descriptor { get; private set; } = -1;

    public string? Address { get; private set; }

    /// <exception cref="Win32Exception">The address cannot be bound.</exception>
    public void Open(string address)
    {
        Close();
        var local = SocketAddress.From(address);
        var fd = local is null ? -1 : Native.socket(local.Family, Native.DatagramSocket, 0);
        if (local is null || fd < 0 || Native.bind(fd, local.Pointer, local.Length) != 0)
        {
            var errno = local is null ? 22 : Native.Errno;
            _ = fd < 0 ? 0 : Native.close(fd);
            throw new Win32Exception(
                errno,
                $"agent {_agent} cannot hear its peers on UDP {address} (errno {errno}): it is taken or not an address of this host; set the vantage point's address"
            );
        }

        Descriptor = fd;
        Address = address;
    }

    public void Follow(Topology topology)
    {
        var known = _topology;
        _topology = topology;
        _peers = topology
            .VantagePoints.Values.Where(v => v.Id != _agent)
            .ToSortedMap(
                v => v.Id,
                v =>
                    known?.VantagePoints.Find(v.Id)?.Address == v.Address && _peers.Find(v.Id) is { } kept
                        ? kept
                        : new PeerState(SocketAddress.From(v.Address))
            );
    }

    /// <summary>One datagram, or more when the suspected endpoints do not fit, to every peer.</summary>
    public void Send(IReadOnlyList<EndpointId> suspected)
    {
        if (Descriptor < 0 || _topology is null)
        {
            return;
        }

        var sent = 0;
        do
        {
            var packet = new PeerPacket(_topology.Cluster, _agent, _boot, ++_sequence, suspected);
            var (length, endpoints) = packet.Write(new(_buffer, 2 * PeerPacket.LengthMax), sent, _key);
            SendToAll(length);
            sent += Math.Max(1, endpoints);
        } while (sent < suspected.Count);
    }

    public void Receive(AgentMachine machine, long now)
    {
        for (var i = 0; i < DatagramsPerTurn; i++)
        {
            var count = Native.recv(Descriptor, _buffer, PeerPacket.LengthMax + 1, 0);
            if (count < 0 && Native.Errno is Errno.Again or Errno.Interrupted)
            {
                return;
            }

            if (count < 0)
            {
                // ICMP's word about an earlier datagram of ours.
                continue;
            }

            _counters.DatagramsReceived++;
            var packet = PeerPacket.Read(new(_buffer, (int)count), _key);
            if (
                packet is null
                || packet.Cluster != _topology?.Cluster
                || _peers.Find(packet.Agent) is not { } peer
                || !peer.Take(packet.Boot, packet.Sequence)
            )
            {
                _counters.DatagramsRefused++;
                continue;
            }

            Tell(machine, packet, peer, now);
        }
    }

    public void Dispose()
    {
        Close();
        NativeMemory.Free(_buffer);
    }

    private void Tell(AgentMachine machine, PeerPacket packet, PeerState peer, long now)
    {
        machine.PeerHeartbeat(packet.Agent, now);
        foreach (var endpoint in packet.Suspected)
        {
            if (peer.MaySuspect(now))
            {
                machine.SuspicionReceived(endpoint, packet.Agent, now);
            }
            else
            {
                _counters.SuspicionsOverLimit++;
            }
        }
    }

    private void SendToAll(int length)
    {
        for (var i = 0; i < _peers.Count; i++)
        {
            if (_peers.Values[i].Address is { } to)
            {
                _ = Native.sendto(Descriptor, _buffer, length, Native.NoSignal, to.Pointer, to.Length);
                _counters.DatagramsSent++;
            }
        }
    }

    private void Close()
    {
        if (Descriptor >= 0)
        {
            _ = Native.close(Descriptor);
            Descriptor = -1;
        }
    }
}
