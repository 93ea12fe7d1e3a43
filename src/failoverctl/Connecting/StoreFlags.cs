using System.CommandLine;
using FailoverCtl.Store.Consul;

namespace FailoverCtl.CommandLine.Connecting;

/// <summary>The flags that say how to reach the store: the same ones as the daemon's.</summary>
internal sealed class StoreFlags
{
    private readonly IReadOnlyList<(ConsulSetting Setting, Option<string?> Option)> _flags =
    [
        .. ConsulSetting.All.Select(setting =>
            (
                setting,
                new Option<string?>(setting.Flag)
                {
                    HelpName = setting.HelpName,
                    Description = setting.Description,
                    Recursive = true,
                }
            )
        ),
    ];

    public void AddTo(Command command)
    {
        foreach (var (_, option) in _flags)
        {
            command.Add(option);
        }
    }

    /// <summary>What the flag was set to, or null.</summary>
    public string? Value(ParseResult parsed, ConsulSetting setting) =>
        parsed.GetValue(_flags.First(f => f.Setting == setting).Option);
}
