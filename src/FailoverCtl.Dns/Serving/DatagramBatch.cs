using System.Runtime.InteropServices;
using static FailoverCtl.Dns.Serving.NativeSocket;

namespace FailoverCtl.Dns.Serving;

/// <summary>Native memory for a batch of datagrams: each answer is written where its query was and goes back to its sender.</summary>
internal sealed unsafe class DatagramBatch : IDisposable
{
    /// <summary>Measured: 64 gains nothing over 32.</summary>
    public const int Slots = 32;

    /// <summary>More than any sensible query and any answer over UDP.</summary>
    public const int SlotBytes = 2_048;

    /// <summary>struct sockaddr_in6.</summary>
    private const int AddressBytes = 28;

    /// <summary>Room for IP_PKTINFO or IPV6_PKTINFO: sent back as received, so the answer leaves from the address asked.</summary>
    private const int ControlBytes = 64;

    private readonly byte* _slots = (byte*)NativeMemory.AllocZeroed(Slots, SlotBytes);
    private readonly byte* _addresses = (byte*)NativeMemory.AllocZeroed(Slots, AddressBytes);
    private readonly byte* _controls = (byte*)NativeMemory.AllocZeroed(Slots, ControlBytes);
    private readonly Vector* _vectors = (Vector*)NativeMemory.AllocZeroed(Slots * 2, (nuint)sizeof(Vector));
    private readonly Message* _received = (Message*)NativeMemory.AllocZeroed(Slots, (nuint)sizeof(Message));
    private readonly Message* _replies = (Message*)NativeMemory.AllocZeroed(Slots, (nuint)sizeof(Message));
    private int _replyCount;

    public DatagramBatch()
    {
        for (var i = 0; i < Slots; i++)
        {
            _vectors[i] = new() { Base = _slots + i * SlotBytes, Length = SlotBytes };
            _received[i] = new()
            {
                Name = _addresses + i * AddressBytes,
                Vectors = _vectors + i,
                VectorCount = 1,
                Control = _controls + i * ControlBytes,
            };
        }
    }

    /// <summary>Waits for a datagram and takes what else is there.</summary>
    /// <returns>Datagrams received; 0 or less: none (timeout, signal, an ICMP error of an earlier answer).</returns>
    public int Receive(int socket)
    {
        for (var i = 0; i < Slots; i++)
        {
            _received[i].NameLength = AddressBytes;
            _received[i].ControlLength = ControlBytes;
        }

        _replyCount = 0;
        return NativeSocket.Receive(socket, _received, Slots, WaitForOne, null);
    }

    public Span<byte> Slot(int index) => new(_slots + index * SlotBytes, SlotBytes);

    public int Length(int index) => (int)_received[index].Length;

    /// <summary>Who sent it: a sockaddr_in or sockaddr_in6.</summary>
    public ReadOnlySpan<byte> Sender(int index) => new(_addresses + index * AddressBytes, AddressBytes);

    public void Reply(int index, int length)
    {
        var vector = _vectors + Slots + _replyCount;
        *vector = new() { Base = _slots + index * SlotBytes, Length = (nuint)length };
        var from = _received + index;
        _replies[_replyCount++] = new()
        {
            Name = from->Name,
            NameLength = from->NameLength,
            Vectors = vector,
            VectorCount = 1,
            Control = from->ControlLength == 0 ? null : from->Control,
            ControlLength = from->ControlLength,
        };
    }

    /// <returns>Answers that the kernel did not take; each costs only itself.</returns>
    public int Send(int socket)
    {
        var failed = 0;
        for (var at = 0; at < _replyCount; )
        {
            var sent = NativeSocket.Send(socket, _replies + at, (uint)(_replyCount - at), DontWait);
            failed += sent > 0 ? 0 : 1;
            at += Math.Max(sent, 1);
        }

        return failed;
    }

    public void Dispose()
    {
        NativeMemory.Free(_slots);
        NativeMemory.Free(_addresses);
        NativeMemory.Free(_controls);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_received);
        NativeMemory.Free(_replies);
    }
}
