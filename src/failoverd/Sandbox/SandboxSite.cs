using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Daemon.Sandbox;

/// <summary>A site of the sandbox: its processes, which live and die together.</summary>
internal sealed class SandboxSite(SiteId id, IReadOnlyList<Child> children)
{
    public SiteId Id => id;

    public IReadOnlyList<Child> Children => children;

    public SiteState State =>
        children.All(c => c.State == ChildState.Running) ? SiteState.Running
        : children.All(c => c.State == ChildState.Killed) ? SiteState.Killed
        : children.All(c => c.State == ChildState.Hung) ? SiteState.Hung
        : SiteState.Partial;

    public Child Controller => children.Single(c => c.Name == ControllerOf(id));

    /// <summary>The name of the controller at a site.</summary>
    public static string ControllerOf(SiteId site) => $"c-{site}";

    public Child? Find(string name) => children.FirstOrDefault(c => c.Name == name);

    /// <summary>SIGKILL to every process: the site burns.</summary>
    public void Kill()
    {
        foreach (var child in children)
        {
            child.Kill();
        }
    }

    /// <summary>SIGSTOP to every process: the kernel still accepts connections, nobody answers.</summary>
    public void Hang()
    {
        foreach (var child in children)
        {
            child.Stop();
        }
    }

    /// <summary>Continues what hangs and starts again what is dead.</summary>
    public void Revive()
    {
        foreach (var child in children)
        {
            child.Revive();
        }
    }
}

internal enum SiteState
{
    Running,
    Killed,
    Hung,

    /// <summary>Some of its processes run.</summary>
    Partial,
}
