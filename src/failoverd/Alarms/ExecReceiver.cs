using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace FailoverCtl.Daemon.Alarms;

/// <summary>A program: the JSON on its standard input, no arguments, no shell; exit code 0 means that it was taken.</summary>
internal sealed class ExecReceiver(string program) : IAlarmReceiver
{
    public string Name => $"program {program}";

    public async Task<string?> TellAsync(
        AlarmMessage message,
        ReadOnlyMemory<byte> json,
        CancellationToken cancellationToken
    )
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // The daemon's environment may carry tokens: the program gets what it needs to run and no more.
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["FAILOVER_ALARM_KEY"] = message.Key;
        start.Environment["FAILOVER_ALARM_NUMBER"] = message.Number.ToString(CultureInfo.InvariantCulture);
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            return $"it cannot be started: {e.Message}";
        }

        try
        {
            // What it prints is nobody's concern, but it must not fill a pipe and wait.
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            await WriteAsync(process, json, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? null : $"it exited with {process.ExitCode}";
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task WriteAsync(
        Process process,
        ReadOnlyMemory<byte> json,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(json, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It may not care for its input: its exit code says whether it took the alarm.
        }
    }
}
