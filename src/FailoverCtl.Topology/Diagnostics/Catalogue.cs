using FailoverCtl.Domain.Collections;

namespace FailoverCtl.TopologyFiles.Diagnostics;

/// <summary>Every rule a diagnostic can cite, in the order of the codes.</summary>
public static class Catalogue
{
    public static EquatableArray<Rule> All { get; } = [.. SyntaxRules.All, .. BindingRules.All, .. MeaningRules.All];
}
