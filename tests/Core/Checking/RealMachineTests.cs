using FailoverCtl.Checking;
using Xunit;
using Simulated = FailoverCtl.Simulation.Run.Simulation;

namespace FailoverCtl.Tests.Core.Checking;

/// <summary>The checker finds nothing in what the real machine does: it is strict, and it is not stricter than the rules.</summary>
public sealed class RealMachineTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_journals_of_a_simulated_run_are_clean(ulong seed)
    {
        var files = Simulated.Run(seed).Cluster.Journal.Files;
        var report = CheckReport.Of([.. files], Clock.Shared);
        Assert.True(report.Violations.IsEmpty, $"seed {seed}: {report.Render()}");
        Assert.InRange(report.Epochs, 2, int.MaxValue);
    }
}
