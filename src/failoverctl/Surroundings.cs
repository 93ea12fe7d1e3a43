using System.Security.Cryptography;

namespace FailoverCtl.CommandLine;

/// <summary>All that a command touches besides the store, so that tests can run commands in process.</summary>
/// <param name="Interactive">A person sits at the input and can be asked.</param>
/// <param name="Colour">The output is a terminal that wants colours.</param>
/// <param name="Variable">Gives an environment variable or null.</param>
public sealed record Surroundings(
    TextWriter Out,
    TextWriter Error,
    TextReader In,
    bool Interactive,
    bool Colour,
    Func<string, string?> Variable,
    TimeProvider Time
)
{
    public static Surroundings OfProcess() =>
        new(
            Console.Out,
            Console.Error,
            Console.In,
            !Console.IsInputRedirected,
            !Console.IsOutputRedirected
                && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
                && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } and not "dumb",
            Environment.GetEnvironmentVariable,
            TimeProvider.System
        );

    /// <summary>Who asks: the person behind sudo rather than root, and the machine.</summary>
    public string Operator
    {
        get
        {
            var user = First("FAILOVERCTL_OPERATOR", "SUDO_USER", "USER", "LOGNAME") ?? "unknown";
            return user.Contains('@') ? user : $"{user}@{Environment.MachineName}";
        }
    }

    /// <summary>Sorts by the time it was drawn and is drawn once, as long as wall clocks go forward.</summary>
    public string NewId() =>
        $"{Time.GetUtcNow():yyyyMMdd'T'HHmmssfff}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <summary>A problem, on standard error.</summary>
    /// <returns>The exit code, handed through.</returns>
    public int Fail(int exit, string message)
    {
        Error.WriteLine($"failoverctl: {Output.Page.Clean(message)}");
        return exit;
    }

    private string? First(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Variable(name) is { Length: > 0 } value)
            {
                return value;
            }
        }

        return null;
    }
}
