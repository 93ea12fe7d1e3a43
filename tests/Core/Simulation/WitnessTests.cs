using FailoverCtl.Domain.Steering;
using FailoverCtl.Simulation.Faults;
using Xunit;

namespace FailoverCtl.Tests.Core.Simulation;

public sealed class WitnessTests
{
    [Theory]
    [InlineData(FaultKind.AgentSaysAllDown)]
    [InlineData(FaultKind.AgentSaysSiteDown)]
    [InlineData(FaultKind.AgentSaysAllUp)]
    public void One_lying_agent_moves_nothing(FaultKind lie)
    {
        foreach (var agent in new Scene().Cluster.Agents.Select(a => a.Name))
        {
            var scene = new Scene().Begin(lie, agent).Run(20_000);

            Assert.Equal(2, scene.Ledger.Epoch);
            Assert.Equal(SteeringMap.AsDeclared, scene.Steering);
            scene.IsSound();
        }
    }

    [Fact]
    public void One_lying_agent_hides_no_loss()
    {
        foreach (var agent in new Scene().Cluster.Agents.Where(a => a.Host.Site?.Value != "sbg").Select(a => a.Name))
        {
            new Scene()
                .Begin(FaultKind.AgentSaysAllUp, agent)
                .Run(3_000)
                .Begin(FaultKind.SiteRefuses, "sbg")
                .Until(s => !s.IsAnswered("sbg"), 3_000)
                .IsSound();
        }
    }

    [Fact]
    public void A_blind_agent_moves_nothing()
    {
        foreach (var agent in new Scene().Cluster.Agents.Select(a => a.Name))
        {
            var scene = new Scene().Begin(FaultKind.AgentBlind, agent).Run(20_000);

            Assert.Equal(SteeringMap.AsDeclared, scene.Steering);
            scene.IsSound();
        }
    }
}
