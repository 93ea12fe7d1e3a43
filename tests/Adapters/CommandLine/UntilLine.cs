using System.Text;

namespace FailoverCtl.Tests.Adapters.CommandLine;

/// <summary>What a command writes, until some words have come so often: then it is interrupted, as by Ctrl-C.</summary>
internal sealed class UntilLine(string words, int times, CancellationTokenSource interrupt) : StringWriter
{
    private readonly StringBuilder _all = new();

    public string All => _all.ToString();

    public override void Write(string? value)
    {
        _all.Append(value);
        if (_all.ToString().Split(words).Length > times)
        {
            interrupt.Cancel();
        }
    }

    public override void WriteLine(string? value) => Write(value + "\n");

    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }
}
