namespace FailoverCtl.Dns.Signing;

/// <summary>A file with the keys of the secondaries. The topology names keys; only this file holds their secrets.</summary>
public static class TsigKeyFile
{
    private const long BytesMax = 65_536;

    private const UnixFileMode OfOthers = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;

    public static TsigKeyReading Read(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OfOthers) != UnixFileMode.None)
            {
                return Refuse(
                    path,
                    "can be read by everyone, or written by its group: chmod 600 it, and make new keys"
                );
            }

            using var file = File.OpenRead(path);
            if (file.Length > BytesMax)
            {
                return Refuse(path, $"has {file.Length} bytes: at most {BytesMax} are read; is it the right file?");
            }

            using var reader = new StreamReader(file);
            return TsigKeyText.Parse(reader.ReadToEnd(), out var problem) is { } keys
                ? new TsigKeyReading.Understood(new(keys))
                : Refuse(path, problem);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new TsigKeyReading.Refused($"the key file {path} cannot be read: {e.Message}");
        }
    }

    private static TsigKeyReading.Refused Refuse(string path, string why) => new($"the key file {path} {why}");
}

/// <summary>What a key file held.</summary>
public abstract record TsigKeyReading
{
    private TsigKeyReading() { }

    public sealed record Understood(TsigKeyRing Keys) : TsigKeyReading;

    /// <param name="Sentence">What, where and what to do, for the operator; without any secret.</param>
    public sealed record Refused(string Sentence) : TsigKeyReading;
}
