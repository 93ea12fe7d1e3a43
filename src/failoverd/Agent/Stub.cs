namespace FailoverCtl.Probing;
public sealed class ProbingAgent : IDisposable { public ProbingAgent(FailoverCtl.Domain.Identity.AgentId id, long b, ulong s, FailoverCtl.Domain.Topology.Topology t, string h, ReadOnlyMemory<byte> k, Action<FailoverCtl.Domain.Evidence.Report> r){} public void Follow(FailoverCtl.Domain.Topology.Topology t, string h){} public void Dispose(){} }
