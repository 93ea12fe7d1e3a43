using FailoverCtl.Store;

namespace FailoverCtl.Daemon.Store;

/// <summary>Reads a body up to Consul's limit.</summary>
internal static class RequestBody
{
    /// <summary>Null when the body was too large; the answer is then written already.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContext http)
    {
        if (http.Request.ContentLength is { } declared and > StoreLimits.RequestBytesMax)
        {
            await RefuseAsync(http, declared);
            return null;
        }

        using var body = new MemoryStream((int)(http.Request.ContentLength ?? 0));
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > StoreLimits.RequestBytesMax)
            {
                await RefuseAsync(http, body.Length);
                return null;
            }
        }

        return body.ToArray();
    }

    private static Task RefuseAsync(HttpContext http, long bytes)
    {
        // The rest of the body is not worth reading.
        http.Response.Headers.Connection = "close";
        return http.TextAsync(
            StatusCodes.Status413PayloadTooLarge,
            $"Request body({bytes} bytes) too large, max size: {StoreLimits.RequestBytesMax} bytes."
        );
    }
}
