using System.Text;
using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.TopologyFiles.Syntax;

/// <summary>
/// Bytes to text, refusing what editors show differently from what a parser reads (F-40): other encodings, tabs, control
/// characters, exotic line separators and bidirectional overrides.
/// </summary>
internal static class Decoding
{
    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <returns>Null when the file cannot be read as text at all; the bag then says why.</returns>
    public static SourceText? Decode(string name, ReadOnlySpan<byte> bytes, DiagnosticBag bag)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            bag.Add(SyntaxRules.NotUtf8, Start(name), "the file is UTF-16", "Save it as UTF-8.");
            return null;
        }

        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        try
        {
            var source = new SourceText(name, Strict.GetString(bytes));
            return Clean(source, bag) ? source : null;
        }
        catch (DecoderFallbackException e)
        {
            var good = Encoding.UTF8.GetString(bytes[..e.Index]);
            var line = good.Count(c => c == '\n') + 1;
            var column = good.Length - good.LastIndexOf('\n');
            var source = new SourceText(name, Encoding.UTF8.GetString(bytes));
            bag.Add(
                SyntaxRules.NotUtf8,
                new(source, line, column),
                $"the byte 0x{bytes[e.Index]:x2} is not UTF-8",
                "Save the file as UTF-8."
            );
            return null;
        }
    }

    private static Position Start(string name) => new(new(name, ""), 1, 1);

    private static bool Clean(SourceText source, DiagnosticBag bag)
    {
        var clean = true;
        var (line, lineStart) = (1, 0);
        for (var i = 0; i < source.Text.Length; i++)
        {
            var c = source.Text[i];
            if (c == '\n' || (c == '\r' && !(i + 1 < source.Text.Length && source.Text[i + 1] == '\n')))
            {
                (line, lineStart) = (line + 1, i + 1);
            }
            else if (Refusal(c) is { } help)
            {
                var (rule, what) =
                    c == '\t'
                        ? (SyntaxRules.Tab, "a tab")
                        : (SyntaxRules.ControlCharacter, $"the character U+{(int)c:X4}");
                bag.Add(rule, new(source, line, i - lineStart + 1), $"{what} is not allowed", help);
                clean = false;
            }
        }

        return clean;
    }

    private static string? Refusal(char c) =>
        c switch
        {
            '\r' => null,
            '\t' => "Indent and separate with spaces.",
            < ' ' or '\u007F' => "Remove it; this is a text file.",
            '\u0085' or '\u2028' or '\u2029' => "It breaks the line in some editors and not in others: remove it.",
            (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') =>
                "It makes editors show the line in another order than it is read: remove it.",
            '\uFEFF' => "A byte order mark stands only at the start of a file: remove it.",
            _ => null,
        };
}
