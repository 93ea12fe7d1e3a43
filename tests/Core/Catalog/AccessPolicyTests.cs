using FailoverCtl.Store;
using FailoverCtl.Store.Consul.Access;
using FailoverCtl.Tests.Core.TopologyFiles;
using Xunit;

namespace FailoverCtl.Tests.Core.Catalog;

public class AccessPolicyTests
{
    private static readonly Keys Keys = new("web-eu");

    [Theory]
    [InlineData(AccessRole.Agent, "rbx-1")]
    [InlineData(AccessRole.Controller, "c-rbx")]
    [InlineData(AccessRole.Dns, "ns-rbx")]
    [InlineData(AccessRole.Operator, "")]
    [InlineData(AccessRole.Admin, "")]
    [InlineData(AccessRole.Viewer, "")]
    public void The_rules_of_each_role_are_these(AccessRole role, string id)
    {
        var file = Path.Combine(
            Golden.Repository,
            "tests",
            "Core",
            "Catalog",
            "golden",
            $"acl-{AccessPolicy.Word(role)}.hcl"
        );
        Golden.Verify(file, AccessPolicy.Render(role, id, Keys));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a\"b")]
    public void An_id_that_would_widen_the_rules_is_refused(string id) =>
        Assert.Throws<ArgumentException>(() => AccessPolicy.Render(AccessRole.Agent, id, Keys));

    [Fact]
    public void Only_the_admin_and_controllers_write_the_ledger()
    {
        var writers = Enum.GetValues<AccessRole>()
            .Where(role =>
                AccessPolicy
                    .For(role, "x", Keys)
                    .Any(r =>
                        r.Level == AccessLevel.Write
                        && (
                            r.Resource == "key"
                                ? r.Name == Keys.Ledger
                                : r.Resource == "key_prefix" && Keys.Ledger.StartsWith(r.Name, StringComparison.Ordinal)
                        )
                    )
            );
        Assert.Equal([AccessRole.Controller, AccessRole.Admin], writers);
    }
}
