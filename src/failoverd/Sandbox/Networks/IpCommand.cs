using System.ComponentModel;
using System.Diagnostics;

namespace FailoverCtl.Daemon.Sandbox.Networks;

/// <summary>One run of iproute2's ip.</summary>
internal static class IpCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <param name="words">Separated by single spaces; no word of ours holds one.</param>
    public static IpResult Run(string words)
    {
        var start = new ProcessStartInfo("ip", words.Split(' '))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Limit))
            {
                process.Kill();
                return new IpResult.Refused($"ip {words}: no answer within {Limit.TotalSeconds:0} s");
            }

            return process.ExitCode == 0
                ? new IpResult.Done(output.GetAwaiter().GetResult())
                : new IpResult.Refused($"ip {words}: {error.GetAwaiter().GetResult().Trim()}");
        }
        catch (Win32Exception e)
        {
            return new IpResult.Refused($"ip (package iproute2) cannot be run: {e.Message}");
        }
    }
}

/// <summary>What ip printed, or why it did nothing.</summary>
internal abstract record IpResult
{
    private IpResult() { }

    public string? Problem => (this as Refused)?.Sentence;

    public sealed record Done(string Output) : IpResult;

    /// <param name="Sentence">The command and what it complained of.</param>
    public sealed record Refused(string Sentence) : IpResult;
}
