using System.Diagnostics;
using FailoverCtl.Daemon.Processes;

namespace FailoverCtl.Daemon.Sandbox;

/// <summary>One real process of the sandbox.</summary>
/// <param name="name">origin, agent, controller or dns.</param>
/// <param name="program">The failoverd to run: its program, or its assembly, which dotnet then runs.</param>
internal sealed class Child(string name, string program, IReadOnlyList<string> arguments, string logFile)
{
    private Process? _process;

    public string Name => name;

    public bool Alive => _process is { HasExited: false };

    public int Id => _process?.Id ?? 0;

    /// <summary>Only from the thread that lives as long as the sandbox: see <see cref="Signals.DieWithParent"/>.</summary>
    public void Start()
    {
        var isAssembly = program.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(isAssembly ? "dotnet" : program)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (isAssembly)
        {
            start.ArgumentList.Add(program);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["FAILOVERD_DIE_WITH_PARENT"] = "1";
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start");
        var log = TextWriter.Synchronized(new StreamWriter(logFile, append: true) { AutoFlush = true });
        _process.OutputDataReceived += (_, e) => log.WriteLine(e.Data);
        _process.ErrorDataReceived += (_, e) => log.WriteLine(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public void Kill()
    {
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
            Signals.SendStop(Id);
        }
    }

    public void Continue()
    {
        if (Alive)
        {
            Signals.SendContinue(Id);
        }
    }
}
