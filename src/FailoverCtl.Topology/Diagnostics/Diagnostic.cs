using FailoverCtl.TopologyFiles.Syntax;

namespace FailoverCtl.TopologyFiles.Diagnostics;

/// <summary>One mistake or risk in a topology.</summary>
/// <param name="At">Where; a file that cannot be opened is cited at line 0.</param>
/// <param name="Message">What is wrong, with the value.</param>
/// <param name="Help">What is allowed or what to do; may be empty.</param>
public sealed record Diagnostic(Rule Rule, Position At, string Message, string Help)
{
    public bool IsError => Rule.Severity == Severity.Error;

    public string Code => Rule.Code;
}
