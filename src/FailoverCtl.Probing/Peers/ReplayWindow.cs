namespace FailoverCtl.Probing.Peers;

/// <summary>Takes each number of one sender's life once, in nearly any order: UDP may reorder and repeat (RFC 6479's purpose).</summary>
internal struct ReplayWindow
{
    private const int Width = 64;

    private long _highest;
    private ulong _seen;

    public bool Take(long sequence)
    {
        if (sequence <= 0 || sequence <= _highest - Width)
        {
            return false;
        }

        if (sequence > _highest)
        {
            var shift = sequence - _highest;
            _seen = shift >= Width ? 0 : _seen << (int)shift;
            _highest = sequence;
        }

        var bit = 1UL << (int)(_highest - sequence);
        var fresh = (_seen & bit) == 0;
        _seen |= bit;
        return fresh;
    }
}
