using System.Diagnostics;
using FailoverCtl.Daemon.Processes;

namespace FailoverCtl.Daemon.Sandbox;

/// <summary>One real process of the sandbox.</summary>
/// <param name="name">origin, agent, controller or dns.</param>
internal sealed class Child(string name, IReadOnlyList<string> arguments, string logFile)
{
    private Process? _process;

    public string Name => name;

    public bool Alive => _process is { HasExited: false };

    public int Id => _process?.Id ?? 0;

    /// <summary>Only from the thread that lives as long as the sandbox: see <see cref="Signals.DieWithParent"/>.</summary>
    public void Start()
    {
        var program =
            Environment.ProcessPath ?? throw new InvalidOperationException("this process does not know its own path");
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Child).Assembly.Location);
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
