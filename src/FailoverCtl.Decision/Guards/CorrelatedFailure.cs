using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Decision.Guards;

/// <summary>I-05: while frozen, steering does not move; only an operator's release or calm ends it.</summary>
public sealed class CorrelatedFailure : IGuard
{
    public Finding? Check(GuardInput input)
    {
        if (input.Before.Freeze is not { } freeze || input.Plan.Steps.All(s => s.Steering == input.Parent.Steering))
        {
            return null;
        }

        return new(
            "I-05",
            "freeze",
            $"steering would move while frozen: {freeze.Reason}. Look at what they share, then: failoverctl release freeze",
            $"{freeze.Domains.Count} locations failed together",
            "at most 1, or a quarter of all",
            Overridable: false
        );
    }
}
