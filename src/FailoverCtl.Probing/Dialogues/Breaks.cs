using System.Net.Sockets;
using System.Security.Authentication;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Probing.Answers;

namespace FailoverCtl.Probing.Dialogues;

/// <summary>How connections break under library code, which tells it by exceptions within exceptions.</summary>
internal static class Breaks
{
    /// <summary>What broke the connection: the innermost exception of its kind; null: it was something else.</summary>
    public static Exception? Of(Exception thrown)
    {
        var deepest = thrown is IOException or SocketException or HttpRequestException or AuthenticationException
            ? thrown
            : null;
        for (var inner = thrown.InnerException; deepest is not null && inner is not null; inner = inner.InnerException)
        {
            deepest = inner is SocketException ? inner : deepest;
        }

        return deepest;
    }

    /// <summary>
    /// A connection that is cut before the first byte is what it is over plain TCP: the end of a process or its refusal, hard
    /// evidence. After the first byte somebody lives there, who speaks otherwise than expected.
    /// </summary>
    public static Meaning MeaningOf(Exception broken, bool heard) =>
        heard ? Meaning.Wrong(broken is AuthenticationException or SocketException ? Flaw.Handshake : Flaw.Malformed)
        : broken is SocketException socket ? new(KindOf(socket.SocketErrorCode))
        : new(FailureKind.Reset);

    private static FailureKind KindOf(SocketError error) =>
        error switch
        {
            SocketError.ConnectionRefused => FailureKind.Refused,
            SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown =>
                FailureKind.NoRoute,
            SocketError.TimedOut => FailureKind.Timeout,
            _ => FailureKind.Reset,
        };
}
