namespace FailoverCtl.Store.Consul;

/// <summary>Reads a body up to a limit.</summary>
internal static class AnswerBody
{
    private const int FirstBytes = 4096;

    /// <summary>Null when the body is over the limit; what is declared too large is not even begun.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(
        HttpResponseMessage response,
        int bytesMax,
        CancellationToken cancellationToken
    )
    {
        var declared = response.Content.Headers.ContentLength;
        if (declared > bytesMax)
        {
            return null;
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[Math.Max(1, declared ?? FirstBytes) + 1];
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return buffer.AsMemory(0, length);
            }

            length += read;
            if (length > bytesMax)
            {
                return null;
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(bytesMax + 1L, buffer.Length * 2L));
            }
        }
    }
}
