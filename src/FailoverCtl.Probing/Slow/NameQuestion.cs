using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Probing.Slow;

/// <summary>Where one resolver leads users of one family.</summary>
/// <param name="Addresses">The service's declared addresses of that family.</param>
/// <param name="Resolver">ip:port.</param>
internal sealed record NameQuestion(
    ServiceId Service,
    AddressFamily Family,
    string Name,
    EquatableArray<string> Addresses,
    string Resolver,
    int IntervalMilliseconds
);
