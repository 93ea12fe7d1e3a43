using System.Buffers;

namespace FailoverCtl.Store;

/// <summary>
/// Which keys may be used. Narrower than Consul on purpose: every allowed key travels unchanged through a URL path
/// and a JSON string, and sorts alike by bytes and by UTF-16.
/// </summary>
public static class KeyRules
{
    /// <summary>Bytes.</summary>
    public const int LengthMax = 512;

    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:@,=/"
    );

    /// <summary>What is wrong with the key, as a sentence; null when nothing is.</summary>
    public static string? Problem(string key)
    {
        if (key.Length is 0 or > LengthMax)
        {
            return $"a key has 1 to {LengthMax} characters, this one has {key.Length}";
        }

        var position = key.AsSpan().IndexOfAnyExcept(Allowed);
        if (position >= 0)
        {
            return $"character U+{(int)key[position]:X4} at position {position} is not allowed in a key: "
                + "use letters, digits, and - . _ ~ : @ , = with / between the parts";
        }

        // URL libraries and Consul's router fold such parts away, and another key would be written.
        var parts = key.Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] is "." or ".." || (parts[i].Length == 0 && i < parts.Length - 1))
            {
                return $"part {i + 1} of key \"{key}\" is \"{parts[i]}\": parts must not be empty, \".\" or \"..\"";
            }
        }

        return null;
    }

    internal static string Checked(string key) =>
        Problem(key) is { } problem ? throw new ArgumentException(problem, nameof(key)) : key;
}
