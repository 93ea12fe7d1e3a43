namespace FailoverCtl.Store.Embedded;

/// <summary>The store, or why its file cannot be used.</summary>
public abstract record EmbeddedOpening
{
    private EmbeddedOpening() { }

    public sealed record Opened(EmbeddedStore Store) : EmbeddedOpening;

    /// <param name="Problem">Which file, what is wrong, what to do.</param>
    public sealed record Refused(string Problem) : EmbeddedOpening;
}
