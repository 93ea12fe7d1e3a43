using System.Runtime.InteropServices;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Probing.Agent;

namespace FailoverCtl.Probing.Engine;

/// <summary>
/// One idle connection per healthy endpoint. Its end is a hint within a millisecond of a process's death. Servers also
/// close idle connections for good reasons, so a new one is made only after a good probe and a pause that grows while
/// connections do not last.
/// </summary>
internal sealed unsafe class Sentinels : IDisposable
{
    private const int PauseMilliseconds = 200;
    private const int PauseMax = 60_000;
    private const int OpeningMilliseconds = 3_000;
    private const int ShortLifeMilliseconds = 2_000;

    /// <summary>What an idle server may say (a greeting, a 408) before it is taken for a babbler.</summary>
    private const int ChatterMax = 65_536;

    private const int BufferLength = 8_192;

    private readonly Poller _poller;
    private readonly Connections _connections;
    private readonly Deadlines _deadlines;
    private readonly EngineCounters _counters;
    private readonly int _limit;
    private readonly byte* _buffer = (byte*)NativeMemory.Alloc(BufferLength);
    private ulong _chance;
    private int _count;

    public Sentinels(
        Poller poller,
        Connections connections,
        Deadlines deadlines,
        EngineCounters counters,
        int limit,
        ulong seed
    )
    {
        _poller = poller;
        _connections = connections;
        _deadlines = deadlines;
        _counters = counters;
        _limit = limit;
        _chance = seed;
    }

    /// <summary>Endpoints whose idle connection was ended from the other side; the loop empties it.</summary>
    public List<Route> Lost { get; } = [];

    public void OnGoodProbe(Route route, long now)
    {
        if (
            route.Sentinel >= 0
            || _count >= _limit
            || !route.Kind.Connects()
            || route.Target.Retired
            || route.Target.State != ObservedState.Up
        )
        {
            return;
        }

        var fd = Native.socket(route.Address!.Family, Native.StreamSocket, 0);
        var index = fd < 0 ? -1 : _connections.Open(fd, Use.SentinelOpening, route, now);
        if (index < 0)
        {
            _ = fd < 0 ? 0 : Native.close(fd);
            return;
        }

        _count++;
        route.Sentinel = index;
        var connected = Native.connect(fd, route.Address.Pointer, route.Address.Length) == 0;
        if (!connected && Native.Errno is not (Errno.InProgress or Errno.Interrupted))
        {
            End(index, hint: Errno.Evidence(Native.Errno).IsHard(), now);
            return;
        }

        if (
            !_poller.Add(
                fd,
                Native.EpollIn | Native.EpollOut | Native.EpollRdHup | Native.EpollEdge,
                _connections.Token(index)
            )
        )
        {
            End(index, hint: false, now);
            return;
        }

        _deadlines.Arm(index, now + OpeningMilliseconds);
    }

    public void OnEvent(int index, uint events, long now)
    {
        ref var connection = ref _connections[index];
        if ((events & (Native.EpollErr | Native.EpollHup | Native.EpollRdHup)) != 0)
        {
            End(index, hint: true, now);
            return;
        }

        if (connection.Use == Use.SentinelOpening && (events & Native.EpollOut) != 0)
        {
            _deadlines.Disarm(index);
            connection.Use = Use.SentinelOpen;
            _counters.SentinelsOpened++;
        }

        if ((events & Native.EpollIn) != 0)
        {
            Drain(index, now);
        }
    }

    /// <summary>It could not be opened in time, or the pause is over.</summary>
    public void OnTimeout(int index, long now)
    {
        if (_connections[index].Use == Use.SentinelWaiting)
        {
            Forget(index);
        }
        else
        {
            End(index, hint: false, now);
        }
    }

    /// <summary>The endpoint is no longer watched.</summary>
    public void Close(Route route)
    {
        if (route.Sentinel >= 0)
        {
            var index = route.Sentinel;
            _deadlines.Disarm(index);
            CloseDescriptor(index);
            Forget(index);
        }
    }

    public void Dispose() => NativeMemory.Free(_buffer);

    private void Drain(int index, long now)
    {
        for (var total = 0L; total < ChatterMax; )
        {
            var count = Native.recv(_connections[index].Fd, _buffer, BufferLength, 0);
            if (count < 0 && Native.Errno is Errno.Again or Errno.Interrupted)
            {
                return;
            }

            if (count <= 0)
            {
                End(index, hint: true, now);
                return;
            }

            total += count;
        }

        _connections[index].Route!.ShortLived = 10;
        End(index, hint: false, now);
    }

    private void End(int index, bool hint, long now)
    {
        ref var connection = ref _connections[index];
        var route = connection.Route!;
        if (hint)
        {
            _counters.SentinelsLost++;
            Lost.Add(route);
        }

        route.ShortLived = now - connection.StartedAt < ShortLifeMilliseconds ? Math.Min(10, route.ShortLived + 1) : 0;
        _deadlines.Disarm(index);
        CloseDescriptor(index);
        connection.Use = Use.SentinelWaiting;
        _chance = Spread.Mix(_chance + 1);
        var pause = Math.Min(PauseMax, PauseMilliseconds << route.ShortLived);
        _deadlines.Arm(index, now + (pause / 2) + Spread.Within(_chance, pause));
    }

    private void CloseDescriptor(int index)
    {
        ref var connection = ref _connections[index];
        if (connection.Fd >= 0)
        {
            _ = Native.close(connection.Fd);
            connection.Fd = -1;
        }
    }

    private void Forget(int index)
    {
        _connections[index].Route!.Sentinel = -1;
        _connections.Release(index);
        _count--;
    }
}
