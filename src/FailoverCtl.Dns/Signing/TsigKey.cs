using FailoverCtl.Dns.Wire;

namespace FailoverCtl.Dns.Signing;

/// <summary>A shared secret and its name (RFC 8945); hmac-sha256 alone is spoken here. A class: no record prints a secret.</summary>
public sealed class TsigKey
{
    /// <summary>Half the output of the hash: less is a key to be guessed (RFC 8945 section 8 recommends 32).</summary>
    public const int SecretBytesMin = 16;

    public const int SecretBytesMax = 512;

    /// <summary>Longest name, wire format: a signed answer must fit into 512 bytes whatever was asked.</summary>
    public const int NameBytesMax = 80;

    private readonly byte[] _secret;

    /// <param name="name">As in the key file and the topology.</param>
    /// <exception cref="ArgumentException">No key can have that name or that secret; the message says why.</exception>
    public TsigKey(string name, ReadOnlySpan<byte> secret)
    {
        if (!WireName.TryParse(name, out var wire, out var why))
        {
            throw new ArgumentException($"the key name '{name}' {why}", nameof(name));
        }

        if (wire.Length > NameBytesMax)
        {
            throw new ArgumentException(
                $"the key name '{name}' takes {wire.Length} bytes, {NameBytesMax} fit",
                nameof(name)
            );
        }

        if (secret.Length is < SecretBytesMin or > SecretBytesMax)
        {
            throw new ArgumentException(
                $"the secret of key '{name}' has {secret.Length} bytes: {SecretBytesMin} to {SecretBytesMax} are allowed; make one with tsig-keygen -a hmac-sha256 {name}",
                nameof(secret)
            );
        }

        (Name, WireForm, _secret) = (name.ToLowerInvariant().TrimEnd('.'), wire, secret.ToArray());
    }

    public string Name { get; }

    /// <summary>The name in wire format, lowercase.</summary>
    internal byte[] WireForm { get; }

    internal ReadOnlySpan<byte> Secret => _secret;

    public override string ToString() => Name;
}
