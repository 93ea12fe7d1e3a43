using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.TopologyFiles;

/// <summary>What a reading gave.</summary>
/// <param name="Topology">Null when there is any error; warnings do not hinder it.</param>
/// <param name="Diagnostics">All mistakes and risks, in the order of files and lines.</param>
public sealed record TopologyResult(Domain.Topology.Topology? Topology, IReadOnlyList<Diagnostic> Diagnostics);
