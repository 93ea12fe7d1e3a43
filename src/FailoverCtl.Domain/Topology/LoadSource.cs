namespace FailoverCtl.Domain.Topology;

/// <summary>Where each placement of a service serves its load document, by address, out of band.</summary>
public sealed record LoadSource(int Port, string Path, int IntervalMilliseconds);
