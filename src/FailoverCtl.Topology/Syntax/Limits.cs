namespace FailoverCtl.TopologyFiles.Syntax;

/// <summary>
/// What a topology may cost to read (F-41, F-42, I-25). They come before meaning: the largest installation this is meant
/// for, 1000 sites and 10 000 services, stays an order of magnitude below each of them.
/// </summary>
public static class Limits
{
    public const int FileBytes = 4 * 1024 * 1024;

    public const int TotalBytes = 64 * 1024 * 1024;

    public const int Files = 1_000;

    /// <summary>Keys, values, mappings and sequences over all files.</summary>
    public const int Nodes = 2_000_000;

    /// <summary>Keys, values, mappings and sequences of one file: what the parser takes for them stays below 200 MB.</summary>
    public const int FileNodes = 300_000;

    /// <summary>The language itself needs six.</summary>
    public const int Depth = 32;

    /// <summary>The longest legitimate value is a host name (253) or an HTTP path.</summary>
    public const int ScalarCharacters = 4_096;

    /// <summary>More than anyone reads; one broken indentation makes hundreds of follow-ups.</summary>
    public const int Diagnostics = 200;
}
