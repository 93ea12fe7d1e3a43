namespace FailoverCtl.Simulation.Processes;

/// <summary>Where a process can be stopped between two of its I/O operations (I-09).</summary>
public enum PauseBoundary
{
    /// <summary>The plan is decided and recorded, the commit not sent.</summary>
    BeforeSend,

    /// <summary>The commit is sent, its reply not read.</summary>
    AfterSend,

    /// <summary>The reply has come, nothing is made of it yet.</summary>
    AfterReply,

    /// <summary>The read that shows the own epoch has come, it is not recorded yet.</summary>
    BeforeRecord,
}
