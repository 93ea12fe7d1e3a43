using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Probing.Engine;

/// <summary>Certificates that end within the days of warning.</summary>
internal sealed class Expiring
{
    private readonly SortedDictionary<EndpointId, int> _daysLeft = [];

    public void Note(Route route, int daysLeft)
    {
        if (!route.Target.Retired && daysLeft <= route.Target.Probe.Tls!.ExpiryWarningDays)
        {
            _daysLeft[route.Target.Endpoint] = daysLeft;
        }
        else
        {
            Forget(route.Target.Endpoint);
        }
    }

    public void Forget(EndpointId endpoint) => _daysLeft.Remove(endpoint);

    /// <summary>In order of endpoints; the soonest where there are too many.</summary>
    public EquatableArray<CertificateSeen> List() =>
        _daysLeft
            .OrderBy(static c => c.Value)
            .Take(Report.ListMax)
            .OrderBy(static c => c.Key)
            .Select(static c => new CertificateSeen(c.Key, c.Value))
            .ToEquatableArray();
}
