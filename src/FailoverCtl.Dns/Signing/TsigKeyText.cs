using System.Text;

namespace FailoverCtl.Dns.Signing;

/// <summary>
/// Reads key statements as <c>tsig-keygen</c> writes them and BIND includes them:
/// <c>key "name" { algorithm hmac-sha256; secret "base64"; };</c>, any number of them, comments allowed.
/// </summary>
internal static class TsigKeyText
{
    private const int KeysMax = 64;

    /// <param name="problem">What is wrong, as the end of a sentence. Never the secret.</param>
    public static IReadOnlyList<TsigKey>? Parse(string text, out string problem)
    {
        var tokens = new Queue<string>(Tokens(text));
        var keys = new List<TsigKey>();
        problem = "";
        while (tokens.Count > 0 && problem.Length == 0)
        {
            if (ParseKey(tokens, out problem) is { } key)
            {
                keys.Add(key);
            }
        }

        problem =
            problem.Length > 0 ? problem
            : keys.Count == 0 ? "holds no key: write one with tsig-keygen -a hmac-sha256 NAME"
            : keys.Count > KeysMax ? $"holds {keys.Count} keys: at most {KeysMax} are read"
            : keys.GroupBy(static k => k.Name).FirstOrDefault(static g => g.Skip(1).Any()) is { } twice
                ? $"holds two keys named {twice.Key}"
            : "";
        return problem.Length == 0 ? keys : null;
    }

    private static TsigKey? ParseKey(Queue<string> tokens, out string problem)
    {
        if (!Take(tokens, "key"))
        {
            problem = "is not made of key statements: key \"NAME\" { algorithm hmac-sha256; secret \"...\"; };";
            return null;
        }

        var name = tokens.TryDequeue(out var found) ? found : "";
        var (algorithm, secret) = ("", "");
        var whole = Take(tokens, "{");
        while (whole && !Take(tokens, "}"))
        {
            var field = tokens.TryDequeue(out var word) ? word : "";
            var value = tokens.TryDequeue(out word) ? word : "";
            whole = Take(tokens, ";") && field is "algorithm" or "secret";
            algorithm = field == "algorithm" ? value : algorithm;
            secret = field == "secret" ? value : secret;
        }

        if (!whole || !Take(tokens, ";"))
        {
            problem =
                $"has a key statement '{name}' that is not key \"NAME\" {{ algorithm hmac-sha256; secret \"...\"; }};";
            return null;
        }

        return Make(name, algorithm, secret, out problem);
    }

    private static TsigKey? Make(string name, string algorithm, string secret, out string problem)
    {
        problem = "";
        if (!algorithm.Equals("hmac-sha256", StringComparison.OrdinalIgnoreCase))
        {
            problem = $"gives the key '{name}' the algorithm '{algorithm}': hmac-sha256 alone is spoken";
            return null;
        }

        var bytes = new byte[secret.Length];
        if (!Convert.TryFromBase64String(secret, bytes, out var length))
        {
            problem = $"gives the key '{name}' a secret that is no base64";
            return null;
        }

        try
        {
            return new(name, bytes.AsSpan(0, length));
        }
        catch (ArgumentException e)
        {
            problem = $"cannot be used: {e.Message}";
            return null;
        }
    }

    private static bool Take(Queue<string> tokens, string expected) =>
        tokens.TryPeek(out var next) && next == expected && tokens.TryDequeue(out _);

    /// <summary>Words, quoted words without their quotes, and the marks { } ; without comments.</summary>
    private static IEnumerable<string> Tokens(string text)
    {
        for (var at = 0; at < text.Length; )
        {
            var rest = text.AsSpan(at);
            if (char.IsWhiteSpace(rest[0]))
            {
                at++;
            }
            else if (rest.StartsWith("#") || rest.StartsWith("//"))
            {
                at = End(text, at, "\n");
            }
            else if (rest.StartsWith("/*"))
            {
                at = End(text, at + 2, "*/");
            }
            else if (rest[0] is '{' or '}' or ';')
            {
                yield return text[at++].ToString();
            }
            else if (rest[0] == '"')
            {
                var end = End(text, at + 1, "\"");
                yield return text[(at + 1)..end].TrimEnd('"');
                at = end;
            }
            else
            {
                var word = new StringBuilder();
                for (
                    ;
                    at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not ('{' or '}' or ';' or '"');
                    at++
                )
                {
                    word.Append(text[at]);
                }

                yield return word.ToString();
            }
        }
    }

    /// <returns>The offset behind the mark, or the end of the text.</returns>
    private static int End(string text, int from, string mark) =>
        from < text.Length && text.IndexOf(mark, from, StringComparison.Ordinal) is >= 0 and var at
            ? at + mark.Length
            : text.Length;
}
