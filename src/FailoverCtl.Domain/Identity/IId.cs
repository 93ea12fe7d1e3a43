namespace FailoverCtl.Domain.Identity;

/// <summary>A name with a type: ids of different kinds do not mix, and all of them order ordinally.</summary>
public interface IId<TSelf> : IComparable<TSelf>
    where TSelf : struct, IId<TSelf>
{
    string Value { get; }

    /// <exception cref="FormatException">The text is not such an id.</exception>
    static abstract TSelf Parse(string text);
}
