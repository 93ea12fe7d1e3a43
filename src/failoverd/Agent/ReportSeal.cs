using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Daemon.Agent;

/// <summary>
/// Proves to both ends of a question for a report that the other one holds the cluster's peer key: HMAC-SHA256 over what the
/// message is, cluster, agent and a nonce that the asker draws for each question. An answer that was recorded, or that
/// another agent gave, therefore fits no question.
/// </summary>
internal sealed class ReportSeal(byte[] key, string cluster)
{
    public const string NonceHeader = "FailoverCtl-Nonce";
    public const string SealHeader = "FailoverCtl-Seal";

    private const int NonceBytes = 16;

    public static string DrawNonce() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes));

    /// <summary>A nonce is hex of one length: what is sealed can be read in one way only.</summary>
    public static bool IsNonce(string? text) =>
        text is { Length: 2 * NonceBytes } && text.All(char.IsAsciiHexDigitLower);

    public string OfQuestion(AgentId agent, string nonce) => Seal("report question", agent, nonce, []);

    public string OfAnswer(AgentId agent, string nonce, ReadOnlySpan<byte> body) =>
        Seal("report answer", agent, nonce, body);

    /// <summary>In constant time: how much of a forged seal is right must not show.</summary>
    public static bool AreEqual(string? given, string expected) =>
        given is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(given), Encoding.ASCII.GetBytes(expected));

    private string Seal(string what, AgentId agent, string nonce, ReadOnlySpan<byte> body)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        var head = string.Create(CultureInfo.InvariantCulture, $"failoverctl {what}\n{cluster}\n{agent}\n{nonce}\n");
        mac.AppendData(Encoding.UTF8.GetBytes(head));
        mac.AppendData(body);
        return Convert.ToHexStringLower(mac.GetHashAndReset());
    }
}
