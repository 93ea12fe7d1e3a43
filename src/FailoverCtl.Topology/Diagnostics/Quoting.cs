namespace FailoverCtl.TopologyFiles.Diagnostics;

/// <summary>Values inside messages: quoted, short, and without characters that a terminal would obey.</summary>
internal static class Quoting
{
    private const int LongestShown = 60;

    public static string Quote(string value) =>
        $"'{Printable(value.Length <= LongestShown ? value : value[..LongestShown] + "...")}'";

    public static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));
}
