namespace FailoverCtl.TopologyFiles.Diagnostics;

/// <summary>An entry of the catalogue. Codes are stable: FCT1xx syntax, FCT2xx binding, FCT3xx meaning.</summary>
/// <param name="Summary">What is wrong, in general; one sentence of the reference.</param>
public sealed record Rule(string Code, Severity Severity, string Summary)
{
    public static Rule Error(string code, string summary) => new(code, Severity.Error, summary);

    public static Rule Warning(string code, string summary) => new(code, Severity.Warning, summary);
}

/// <summary>An error keeps the topology in force as it is (I-25); a warning is a risk that the operator may accept.</summary>
public enum Severity
{
    Error,
    Warning,
}
