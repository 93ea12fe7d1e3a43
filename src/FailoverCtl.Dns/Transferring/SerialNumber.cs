namespace FailoverCtl.Dns.Transferring;

/// <summary>Serial numbers in a circle of 2^32 (RFC 1982).</summary>
public static class SerialNumber
{
    /// <returns>False also for two that are half the circle apart, of which neither is newer (section 3.2).</returns>
    public static bool IsNewer(uint serial, uint than) => unchecked((int)(serial - than)) > 0;
}
