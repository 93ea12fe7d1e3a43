using FailoverCtl.Checking.Records;

namespace FailoverCtl.Checking.Rules;

/// <summary>One invariant. Sees every line once, in order, and may remember.</summary>
internal interface IRule
{
    void See(Moment moment, Findings found);
}
