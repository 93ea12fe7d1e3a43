namespace FailoverCtl.Domain.Plans;

/// <summary>A guard's typed objection to a plan.</summary>
/// <param name="Rule">The invariant, such as I-03.</param>
/// <param name="Guard">The guard's name, which an override names.</param>
/// <param name="What">What the plan would do that the rule forbids.</param>
/// <param name="Measured">The value found.</param>
/// <param name="Limit">The value allowed.</param>
/// <param name="Overridable">Whether an operator may let it pass.</param>
public sealed record Finding(string Rule, string Guard, string What, string Measured, string Limit, bool Overridable);
