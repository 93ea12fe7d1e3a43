using FailoverCtl.Domain.Evidence;

namespace FailoverCtl.Probing.Engine;

/// <summary>How a probe of an endpoint or of the anchor ended; with a local fault it says nothing.</summary>
/// <param name="Route">Null: the anchor.</param>
internal readonly record struct Ended(Route? Route, long Number, FailureKind Kind, bool LocalFault, long Latency);
