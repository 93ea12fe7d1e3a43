using FailoverCtl.Probing.Answers;

namespace FailoverCtl.Probing.Engine;

/// <summary>How a probe of an endpoint or of the anchor ended; with a local fault it says nothing.</summary>
/// <param name="Route">Null: the anchor.</param>
/// <param name="LocalErrno">Not null: a fault of this host; 0: the engine's own limit.</param>
internal readonly record struct Ended(Route? Route, long Number, Meaning Meaning, int? LocalErrno, long Latency);

/// <summary>An answer that has begun and is not complete.</summary>
internal readonly record struct Heard(Route Route, long Number);

/// <summary>A certificate that an endpoint showed.</summary>
internal readonly record struct Shown(Route Route, int DaysLeft);
