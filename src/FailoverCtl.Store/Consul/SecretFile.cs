using System.Text;

namespace FailoverCtl.Store.Consul;

/// <summary>A token or a private key on disk: small, and readable by its owner only (SEC-26).</summary>
public static class SecretFile
{
    /// <summary>A chain of certificates with an RSA key of 8192 bits fits many times over.</summary>
    private const int BytesMax = 256 * 1024;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    /// <returns>Exactly one of the two; the problem is a sentence without a full stop and never holds the content.</returns>
    public static (string? Text, string? Problem) Read(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            // Of the open file, not of the path: between two looks at a path it may be exchanged.
            var mode = OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(file);
            if ((mode & Others) != UnixFileMode.None)
            {
                var octal = Convert.ToString((int)mode, 8).PadLeft(4, '0');
                return (null, $"{path} is open to others than its owner (mode {octal}): chmod 600 {path}");
            }

            var length = RandomAccess.GetLength(file);
            if (length > BytesMax)
            {
                return (null, $"{path} has {length} bytes, a secret has at most {BytesMax}: is it the right file?");
            }

            var bytes = new byte[length];
            var read = RandomAccess.Read(file, bytes, 0);
            return (Encoding.UTF8.GetString(bytes, 0, read), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return (null, $"{path} cannot be read: {e.Message.TrimEnd('.')}");
        }
    }
}
