using System.CommandLine;
using FailoverCtl.Daemon.Alarms;
using FailoverCtl.Store.Consul;

namespace FailoverCtl.Daemon.Commands;

/// <summary><c>failoverd run</c>: one or several roles in one process.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var agent = new Option<string?>("--agent") { Description = "Run the agent of this vantage point." };
        var controller = new Option<string?>("--controller") { Description = "Run a controller of this name." };
        var dns = new Option<string?>("--dns") { Description = "Run this DNS server." };
        var site = new Option<string?>("--site") { Description = "The site that the controller stands in." };
        var cluster = new Option<string>("--cluster") { Description = "The cluster's name.", Required = true };
        var state = new Option<string>("--state-dir")
        {
            Description = "Where journal and last state lie.",
            Required = true,
        };
        var store = ConsulSetting.All.ToDictionary(
            static setting => setting,
            static setting => new Option<string?>(setting.Flag)
            {
                HelpName = setting.HelpName,
                Description = setting.Description,
            }
        );
        var peerKey = new Option<string?>("--peer-key-file")
        {
            Description = "Key that agents sign with, and that DNS servers ask them with.",
        };
        var tsigKey = new Option<string?>("--tsig-key-file")
        {
            Description = "Keys of the zone's secondaries (tsig-keygen), for the DNS server.",
        };
        var probeRoots = new Option<string?>("--probe-roots-file")
        {
            Description = "PEM roots that probed endpoints' certificates must rest on, instead of the system's.",
        };
        var alarmExec = new Option<string?>("--alarm-exec")
        {
            HelpName = "FILE",
            Description = "Program that a controller's alarms are given to, as JSON on its standard input.",
        };
        var alarmWebhook = new Option<string?>("--alarm-webhook")
        {
            HelpName = "URL",
            Description = "Where a controller's alarms are posted to, as JSON.",
        };
        var alarmToken = new Option<string?>("--alarm-token-file")
        {
            HelpName = "FILE",
            Description = "Bearer token for the webhook.",
        };
        var command = new Command("run", "Runs roles against Consul (CONSUL_HTTP_ADDR and friends).")
        {
            agent,
            controller,
            dns,
            site,
            cluster,
            state,
            peerKey,
            tsigKey,
            probeRoots,
            alarmExec,
            alarmWebhook,
            alarmToken,
        };
        foreach (var option in store.Values)
        {
            command.Options.Add(option);
        }

        command.SetAction(
            async (parsed, cancel) =>
            {
                var reading = ConsulSettings.Read(
                    setting => parsed.GetValue(store[setting]),
                    Environment.GetEnvironmentVariable
                );
                if (reading is ConsulReading.Refused(var problems))
                {
                    await Console.Error.WriteAsync(string.Concat(problems.Select(p => $"failoverd run: {p}\n")));
                    return ExitCodes.Usage;
                }

                var alarms = AlarmOptions.Read(
                    parsed.GetValue(alarmExec),
                    parsed.GetValue(alarmWebhook),
                    parsed.GetValue(alarmToken),
                    out var misfit
                );
                if (alarms is null)
                {
                    await Console.Error.WriteLineAsync($"failoverd run: {misfit}");
                    return ExitCodes.Usage;
                }

                var roles = new RoleOptions(
                    parsed.GetValue(agent),
                    parsed.GetValue(controller),
                    parsed.GetValue(dns),
                    parsed.GetValue(site),
                    parsed.GetValue(cluster)!,
                    parsed.GetValue(state)!,
                    parsed.GetValue(store[ConsulSetting.Address]),
                    parsed.GetValue(peerKey)
                )
                {
                    Consul = ((ConsulReading.Understood)reading).Options,
                    TsigKeyFile = parsed.GetValue(tsigKey),
                    ProbeRootsFile = parsed.GetValue(probeRoots),
                    Alarms = alarms,
                };
                return await RunAsync(roles, cancel);
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(RoleOptions roles, CancellationToken cancel)
    {
        if (roles is { Agent: null, Controller: null, Dns: null })
        {
            await Console.Error.WriteLineAsync(
                "failoverd run: name at least one role: --agent ID, --controller ID, --dns ID"
            );
            return ExitCodes.Usage;
        }

        Directory.CreateDirectory(roles.StateDirectory);
        using var host = RoleHost.Build(roles);
        await host.RunAsync(cancel);
        // A role that failed has said why and stopped the host: whoever supervises this process must see it.
        return host
            .Services.GetServices<IHostedService>()
            .OfType<BackgroundService>()
            .Any(r => r.ExecuteTask?.IsFaulted == true)
            ? ExitCodes.Error
            : ExitCodes.Fine;
    }
}
