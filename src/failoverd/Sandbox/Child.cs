using System.Diagnostics;
using FailoverCtl.Daemon.Processes;

namespace FailoverCtl.Daemon.Sandbox;

/// <summary>One real process of the sandbox.</summary>
/// <param name="name">origin, the role's name, or consul-SITE.</param>
/// <param name="program">What to run; an assembly is run by dotnet.</param>
/// <param name="launcher">Put in front of the program; it must exec it, so that this process's id is the program's.</param>
internal sealed class Child(
    string name,
    string program,
    IReadOnlyList<string> arguments,
    string logFile,
    IReadOnlyList<string>? launcher = null
)
{
    private Process? _process;
    private bool _killed;
    private bool _stopped;

    public string Name => name;

    public bool Alive => _process is { HasExited: false };

    public int Id => _process?.Id ?? 0;

    public ChildState State =>
        _killed || !Alive ? ChildState.Killed
        : _stopped ? ChildState.Hung
        : ChildState.Running;

    /// <summary>Only from the thread that lives as long as the sandbox: see <see cref="Signals.DieWithParent"/>.</summary>
    public void Start()
    {
        string[] command =
        [
            .. launcher ?? [],
            .. program.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", program] : new[] { program },
            .. arguments,
        ];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FAILOVERD_DIE_WITH_PARENT"] = "1";
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start");
        (_killed, _stopped) = (false, false);
        var log = TextWriter.Synchronized(new StreamWriter(logFile, append: true) { AutoFlush = true });
        _process.OutputDataReceived += (_, e) => log.WriteLine(e.Data);
        _process.ErrorDataReceived += (_, e) => log.WriteLine(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public void Kill()
    {
        _killed = true;
        if (Alive)
        {
            Signals.SendKill(Id);
        }
    }

    /// <summary>Kills, and returns when the kernel has given back its addresses.</summary>
    public void KillAndWait()
    {
        Kill();
        _process?.WaitForExit();
    }

    public void Stop()
    {
        if (Alive)
        {
            _stopped = true;
            Signals.SendStop(Id);
        }
    }

    public void Continue()
    {
        if (Alive)
        {
            _stopped = false;
            Signals.SendContinue(Id);
        }
    }

    /// <summary>Continues it when it hangs, starts it again when it is dead. Like <see cref="Start"/>, from that thread only.</summary>
    public void Revive()
    {
        if (State == ChildState.Killed)
        {
            _process?.WaitForExit();
            Start();
        }
        else
        {
            Continue();
        }
    }
}

internal enum ChildState
{
    Running,
    Killed,
    Hung,
}
