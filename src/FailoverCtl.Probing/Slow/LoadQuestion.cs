using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Probing.Slow;

/// <summary>Where the load document of a service at a site lies.</summary>
internal sealed record LoadQuestion(
    ServiceId Service,
    SiteId Site,
    string Address,
    string Host,
    int Port,
    string Path,
    int IntervalMilliseconds
);

/// <param name="Load">Null: unknown, for the reason that the fault says.</param>
internal sealed record LoadAnswer(Load? Load, LoadFault Fault);
