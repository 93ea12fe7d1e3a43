using System.Net;
using System.Net.Sockets;

namespace FailoverCtl.Dns.Serving;

/// <summary>Why a server could not take its address, in a sentence for the operator.</summary>
public sealed record BindFailure(IPEndPoint Address, SocketError Error, string Sentence)
{
    internal static BindFailure Of(string transport, IPEndPoint address, SocketException e) =>
        new(
            address,
            e.SocketErrorCode,
            $"DNS cannot listen on {transport} {address}: {e.Message}"
                + e.SocketErrorCode switch
                {
                    SocketError.AddressAlreadyInUse =>
                        "; another process answers there: stop it or change the DNS server's address",
                    SocketError.AccessDenied => "; ports below 1024 need CAP_NET_BIND_SERVICE",
                    SocketError.AddressNotAvailable => "; this host does not have that address",
                    _ => "",
                }
        );
}
