namespace FailoverCtl.TopologyFiles.Diagnostics;

/// <summary>Names inside messages: a few of them, and how many more there are.</summary>
internal static class Listing
{
    private const int Shown = 8;

    public static string Short(IEnumerable<string> names)
    {
        var all = names.ToList();
        var shown = string.Join(", ", all.Take(Shown).Select(Quoting.Printable));
        return all.Count == 0 ? "none"
            : all.Count > Shown ? $"{shown} and {all.Count - Shown} more"
            : shown;
    }
}
