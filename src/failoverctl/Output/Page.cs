using System.Globalization;
using System.Text;

namespace FailoverCtl.CommandLine.Output;

/// <summary>Text in the making. Whatever was written by others is stripped of control characters: it ends on a terminal.</summary>
public sealed class Page(bool colour)
{
    private readonly StringBuilder _text = new();

    public Page Line(string text = "", Tone tone = Tone.Plain)
    {
        Write(text, tone);
        _text.Append('\n');
        return this;
    }

    public Page Write(string text, Tone tone = Tone.Plain)
    {
        var clean = Clean(text);
        if (colour && tone != Tone.Plain && clean.Length > 0)
        {
            _text.Append("\e[").Append(Code(tone)).Append('m').Append(clean).Append("\e[0m");
        }
        else
        {
            _text.Append(clean);
        }

        return this;
    }

    /// <summary>An empty line between two parts; none at the top.</summary>
    public Page Gap() => _text.Length == 0 ? this : Line();

    public override string ToString() => _text.ToString();

    public static string Clean(string text) =>
        text.Any(IsUnsafe) ? string.Concat(text.Select(c => IsUnsafe(c) ? '?' : c)) : text;

    // Format covers the marks that turn the direction of writing around.
    private static bool IsUnsafe(char c) =>
        char.IsControl(c)
        || CharUnicodeInfo.GetUnicodeCategory(c)
            is UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;

    private static string Code(Tone tone) =>
        tone switch
        {
            Tone.Plain => "0",
            Tone.Strong => "1",
            Tone.Faint => "2",
            Tone.Bad => "1;31",
            Tone.Good => "32",
            Tone.Warning => "33",
        };
}

/// <summary>What a piece of text means; without colours the words alone must say it.</summary>
public enum Tone
{
    Plain,
    Strong,
    Faint,
    Good,
    Warning,
    Bad,
}
