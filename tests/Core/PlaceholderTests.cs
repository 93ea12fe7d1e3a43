namespace FailoverCtl.Tests.Core;

public class PlaceholderTests
{
    [Xunit.Fact]
    public void The_runner_runs() => Xunit.Assert.Equal(2, 1 + 1);
}
