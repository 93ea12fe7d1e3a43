using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Daemon.Sandbox;

/// <summary>A site of the sandbox: its processes, which live and die together.</summary>
internal sealed class SandboxSite(SiteId id, IReadOnlyList<Child> children)
{
    public SiteId Id => id;

    public IReadOnlyList<Child> Children => children;

    public SiteState State { get; private set; } = SiteState.Running;

    /// <summary>SIGKILL to every process: the site burns.</summary>
    public void Kill()
    {
        foreach (var child in children)
        {
            child.Kill();
        }

        State = SiteState.Killed;
    }

    /// <summary>SIGSTOP to every process: the kernel still accepts connections, nobody answers.</summary>
    public void Hang()
    {
        foreach (var child in children)
        {
            child.Stop();
        }

        State = SiteState.Hung;
    }

    /// <summary>Continues what hangs and starts again what is dead.</summary>
    public void Revive()
    {
        foreach (var child in children)
        {
            if (child.Alive)
            {
                child.Continue();
            }
            else
            {
                child.Start();
            }
        }

        State = SiteState.Running;
    }
}

internal enum SiteState
{
    Running,
    Killed,
    Hung,
}
