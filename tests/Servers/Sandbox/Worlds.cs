using Xunit;

namespace FailoverCtl.Tests.Servers.Sandbox;

/// <summary>The tests that start a world run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class Worlds
{
    public const string Name = nameof(SandboxTests);
}
