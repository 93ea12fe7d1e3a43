namespace FailoverCtl.Store.Consul.Access;

/// <summary>Who holds a token.</summary>
public enum AccessRole
{
    Agent,
    Controller,
    Dns,

    /// <summary>A person who drains, holds and releases.</summary>
    Operator,

    /// <summary>Who makes or repairs the cluster: init and recover write the ledger itself. Not for every day.</summary>
    Admin,

    /// <summary>Sees everything, changes nothing.</summary>
    Viewer,
}
