using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Store.Consul;

/// <summary>What flags and environment say about the store.</summary>
public abstract record ConsulReading
{
    private ConsulReading() { }

    public sealed record Understood(ConsulOptions Options) : ConsulReading;

    /// <param name="Problems">All at once; each names the flag or variable, what is wrong and what to do.</param>
    public sealed record Refused(EquatableArray<string> Problems) : ConsulReading;
}
