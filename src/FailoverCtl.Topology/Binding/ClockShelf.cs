using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.TopologyFiles.Binding;

/// <summary>The time zones met so far: thousands of services share a few.</summary>
internal sealed class ClockShelf
{
    private readonly SortedDictionary<TimeZoneId, TimeZoneOffsets> _used = [];

    public SortedMap<TimeZoneId, TimeZoneOffsets> Used => SortedMap<TimeZoneId, TimeZoneOffsets>.From(_used);

    public TimeZoneOffsets Of(TimeZoneId id)
    {
        if (!_used.TryGetValue(id, out var offsets))
        {
            _used[id] = offsets = Clocks.Of(id);
        }

        return offsets;
    }
}
