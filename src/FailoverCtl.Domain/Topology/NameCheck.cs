using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Domain.Topology;

/// <summary>Whether resolvers lead users of a service's public name to its declared endpoints.</summary>
/// <param name="Resolvers">ip:port; empty: the system's own.</param>
public sealed record NameCheck(EquatableArray<string> Resolvers, int IntervalMilliseconds);
