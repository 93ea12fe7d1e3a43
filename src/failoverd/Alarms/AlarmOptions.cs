using FailoverCtl.Store.Consul;

namespace FailoverCtl.Daemon.Alarms;

/// <summary>Who is told of alarms, as the command line says.</summary>
/// <param name="Program">Full path; null: none.</param>
/// <param name="Webhook">Null: none.</param>
/// <param name="TokenFile">Its content goes into the webhook's Authorization header as a bearer token; null: no such header.</param>
internal sealed record AlarmOptions(string? Program, Uri? Webhook, string? TokenFile)
{
    public static AlarmOptions None { get; } = new(null, null, null);

    /// <returns>Null and a sentence when the options do not fit together.</returns>
    public static AlarmOptions? Read(string? program, string? webhook, string? tokenFile, out string problem)
    {
        Uri? address = null;
        problem =
            program is not null && !Path.IsPathFullyQualified(program)
                ? $"--alarm-exec takes a full path, not \"{program}\": it must not depend on PATH"
            : program is not null && !File.Exists(program) ? $"--alarm-exec: {program} does not exist"
            : webhook is not null && !IsHttp(webhook, out address)
                ? "--alarm-webhook takes an address such as https://alarms.example.test/hook, without user and password"
            : tokenFile is not null && address is null ? "--alarm-token-file is for --alarm-webhook, which is not given"
            : tokenFile is not null && SecretFile.Read(tokenFile).Problem is { } secret
                ? $"--alarm-token-file: {secret}"
            : "";
        return problem.Length == 0 ? new(program, address, tokenFile) : null;
    }

    public IReadOnlyList<IAlarmReceiver> Receivers(HttpMessageInvoker client)
    {
        var receivers = new List<IAlarmReceiver>();
        if (Program is not null)
        {
            receivers.Add(new ExecReceiver(Program));
        }

        if (Webhook is not null)
        {
            receivers.Add(new WebhookReceiver(Webhook, TokenFile, client));
        }

        return receivers;
    }

    // A password in an argument is seen by everybody on the machine.
    private static bool IsHttp(string text, out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address)
        && address.Scheme is ("http" or "https")
        && address.UserInfo.Length == 0;
}
