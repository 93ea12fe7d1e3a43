using FailoverCtl.Domain.Topology;
using FailoverCtl.TopologyFiles.Language;

namespace FailoverCtl.TopologyFiles.Binding;

/// <summary>The policy: what stands in the file over the defaults of the model.</summary>
internal static class PolicyBinder
{
    public static Policy Bind(Fields? fields)
    {
        var policy = new Policy();
        return fields is null
            ? policy
            : PolicyKeys.Numbers.Aggregate(
                policy with
                {
                    Mode = fields.Read(PolicyKeys.Mode, policy.Mode),
                    Reflex = fields.Read(PolicyKeys.Reflex, policy.Reflex),
                },
                (sum, number) =>
                    fields.Has(number.Key) ? number.Set(sum, fields.Read(number.Key, number.Get(sum))) : sum
            );
    }
}
