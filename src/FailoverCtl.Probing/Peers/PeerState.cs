using FailoverCtl.Probing.Agent;
using FailoverCtl.Probing.Engine;

namespace FailoverCtl.Probing.Peers;

/// <summary>Where another agent hears us, and what we have taken from it.</summary>
internal sealed class PeerState(SocketAddress? address)
{
    /// <summary>A site of some hundred endpoints may be suspected at once; a flood is cut to a trickle.</summary>
    private const int SuspicionBurst = 1_000;

    private const int SuspicionsPerSecond = 200;
    private const int OldBootsMax = 16;

    private readonly Queue<long> _oldBoots = [];
    private long? _boot;
    private ReplayWindow _window;
    private Allowance _suspicions = new(SuspicionBurst, SuspicionsPerSecond);

    public SocketAddress? Address { get; } = address;

    public bool MaySuspect(long now) => _suspicions.TryTake(now);

    /// <summary>Whether this datagram is new: not a repetition, not from an earlier life of the peer.</summary>
    public bool Take(long boot, long sequence)
    {
        if (boot != _boot)
        {
            if (_oldBoots.Contains(boot))
            {
                return false;
            }

            Retire();
            _boot = boot;
            _window = default;
        }

        return _window.Take(sequence);
    }

    private void Retire()
    {
        if (_boot is not { } old)
        {
            return;
        }

        _oldBoots.Enqueue(old);
        if (_oldBoots.Count > OldBootsMax)
        {
            _ = _oldBoots.Dequeue();
        }
    }
}
