namespace FailoverCtl.Store.Consul.Catalog;

/// <summary>
/// Whether a role's own document in the store moves: the proof that the whole way from the role to the store works. Counts
/// looks, not seconds, so that a store that was away for a while is no standstill of the role.
/// </summary>
/// <param name="boot">Of this process: another one's document is another's.</param>
/// <param name="stillLooksMax">Looks in a row without movement that make a standstill.</param>
public sealed class Pulse(long boot, int stillLooksMax)
{
    private bool _seen;
    private long _counter;
    private long _otherBoot;
    private long _otherCounter;
    private int _still;

    /// <summary>One look at the document's boot and counter.</summary>
    public PulseState Take(long seenBoot, long counter)
    {
        if (seenBoot != boot)
        {
            // The former life's last word stands still; a namesake that lives moves, or has written over ours.
            var moved = seenBoot == _otherBoot && counter != _otherCounter;
            (_otherBoot, _otherCounter) = (seenBoot, counter);
            return moved || _seen ? PulseState.Namesake : PulseState.NotYet;
        }

        _still = _seen && counter == _counter ? _still + 1 : 0;
        (_seen, _counter) = (true, counter);
        return _still >= stillLooksMax ? PulseState.Still : PulseState.Moving;
    }
}

public enum PulseState
{
    /// <summary>Nothing of this life has been seen.</summary>
    NotYet,
    Moving,
    Still,

    /// <summary>Another process writes under the same name.</summary>
    Namesake,
}
