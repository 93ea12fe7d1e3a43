using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Probing.Answers;

namespace FailoverCtl.Probing.Dialogues;

/// <summary>
/// The certificate of one handshake: refused like any client would, and remembered why. Wall time is read here and nowhere
/// else in probing: nothing is moved on what it says.
/// </summary>
internal sealed class CertificateCheck(TimeProvider time)
{
    public Flaw Flaw { get; private set; }

    /// <summary>Whole days; negative: ended. Null: none was shown.</summary>
    public int? DaysLeft { get; private set; }

    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is X509Certificate2 shown)
        {
            var now = time.GetUtcNow();
            DaysLeft = (int)Math.Floor((shown.NotAfter.ToUniversalTime() - now.UtcDateTime).TotalDays);
            Flaw = FlawOf(shown, chain, errors, now.UtcDateTime);
        }

        return errors == SslPolicyErrors.None;
    }

    /// <summary>What a handshake that failed means: the certificate's flaw, or that the two found no common terms.</summary>
    public DialogueResult Refusal() =>
        new(Flaw == Flaw.None ? Meaning.Wrong(Flaw.Handshake) : new(FailureKind.Certificate, Flaw), DaysLeft);

    private static Flaw FlawOf(X509Certificate2 shown, X509Chain? chain, SslPolicyErrors errors, DateTime now) =>
        errors == SslPolicyErrors.None ? Flaw.None
        : shown.NotAfter.ToUniversalTime() < now ? Flaw.Expired
        : shown.NotBefore.ToUniversalTime() > now ? Flaw.NotYetValid
        : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? Flaw.WrongName
        : chain is not null
        && Array.Exists(chain.ChainStatus, static s => s.Status == X509ChainStatusFlags.NotTimeValid)
            ? Flaw.Expired
        : Flaw.Untrusted;
}
