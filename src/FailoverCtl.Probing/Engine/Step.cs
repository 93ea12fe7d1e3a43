using FailoverCtl.Probing.Answers;

namespace FailoverCtl.Probing.Engine;

/// <summary>What becomes of a connection after something happened to it.</summary>
/// <param name="Errno">Of <see cref="Next.Broken"/> and <see cref="Next.Local"/>.</param>
/// <param name="Path">Of <see cref="Next.Follow"/>.</param>
internal readonly record struct Step(Next Next, Meaning Meaning = default, int Errno = 0, string? Path = null)
{
    public static Step Wait => default;

    public static Step Finish(Meaning meaning) => new(Next.Finish, meaning);

    public static Step Broken(int errno) => new(Next.Broken, Errno: errno);

    public static Step Local(int errno) => new(Next.Local, Errno: errno);

    public static Step Follow(string path) => new(Next.Follow, Path: path);
}

internal enum Next
{
    Wait,
    Finish,

    /// <summary>The connection failed: the errno says whether that is evidence.</summary>
    Broken,

    /// <summary>A fault of this host.</summary>
    Local,

    /// <summary>The same endpoint is asked again for another path.</summary>
    Follow,
}
