namespace FailoverCtl.Store.Consul;

/// <summary>Booleans as Go's strconv.ParseBool reads them, and so Consul its variables.</summary>
internal static class GoBoolean
{
    public const string Forms = "1, t, T, true, True, TRUE, 0, f, F, false, False or FALSE";

    /// <summary>Null when it is none of the twelve forms.</summary>
    public static bool? Parse(string text) =>
        text switch
        {
            "1" or "t" or "T" or "true" or "True" or "TRUE" => true,
            "0" or "f" or "F" or "false" or "False" or "FALSE" => false,
            _ => null,
        };
}
