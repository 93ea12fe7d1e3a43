using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Store.Consul;

/// <summary>
/// Flags and Consul's own environment, read as Consul's own tools read them (hashicorp/consul api/api.go), with two
/// differences, both on the safe side: CONSUL_HTTP_SSL_VERIFY=false is refused, and what cannot be understood is refused
/// instead of guessed.
/// </summary>
public sealed class ConsulSettings
{
    private readonly Func<ConsulSetting, string?> _flag;
    private readonly Func<string, string?> _variable;
    private readonly List<string> _problems = [];

    private ConsulSettings(Func<ConsulSetting, string?> flag, Func<string, string?> variable)
    {
        _flag = flag;
        _variable = variable;
    }

    /// <param name="flag">Gives what a flag was set to, or null.</param>
    /// <param name="variable">Gives an environment variable, or null.</param>
    public static ConsulReading Read(Func<ConsulSetting, string?> flag, Func<string, string?> variable)
    {
        var settings = new ConsulSettings(flag, variable);
        var servers = settings.Servers();
        var (token, tokenFile) = settings.Token();
        settings.RefuseUnverified();
        var tls = settings.Tls();
        return settings._problems.Count > 0
            ? new ConsulReading.Refused(settings._problems.ToEquatableArray())
            : new ConsulReading.Understood(
                new ConsulOptions
                {
                    Servers = servers,
                    Token = token,
                    TokenFile = tokenFile,
                    Tls = tls,
                }
            );
    }

    private EquatableArray<Uri> Servers()
    {
        var secure = Boolean("CONSUL_HTTP_SSL") ?? false;
        var given = Given(ConsulSetting.Address) ?? ("the default address", "127.0.0.1:8500");
        var servers = new List<Uri>();
        foreach (
            var text in given.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        )
        {
            if (ConsulAddress.Parse(text, secure, out var problem) is { } server)
            {
                servers.Add(server);
            }
            else
            {
                _problems.Add($"{given.Source} {problem}");
            }
        }

        if (servers.Count == 0 && _problems.Count == 0)
        {
            _problems.Add($"{given.Source} names no server: write host:port");
        }

        return servers.ToEquatableArray();
    }

    /// <summary>A file goes before CONSUL_HTTP_TOKEN, which stays in force while the file is empty.</summary>
    private (string? Token, string? File) Token()
    {
        string? token = null;
        if (Variable("CONSUL_HTTP_TOKEN") is { } direct)
        {
            (token, var problem) = ConsulToken.Parse(direct);
            AddProblem("CONSUL_HTTP_TOKEN", problem);
        }

        if (Given(ConsulSetting.TokenFile) is not var (source, file))
        {
            return (token, null);
        }

        var (text, unreadable) = SecretFile.Read(file);
        if (text is null)
        {
            AddProblem($"{source}:", unreadable);
        }
        else if (text.AsSpan().Trim().IsEmpty && token is not null)
        {
            return (token, file);
        }
        else
        {
            (token, var problem) = ConsulToken.Parse(text);
            AddProblem($"{source}: {file}", problem);
        }

        return (token, file);
    }

    private void RefuseUnverified()
    {
        if (Boolean("CONSUL_HTTP_SSL_VERIFY") == false)
        {
            _problems.Add(
                "CONSUL_HTTP_SSL_VERIFY is false, but the store's certificate is always checked: whoever could pose as "
                    + $"the store could move all traffic; name its CA with CONSUL_CACERT or {ConsulSetting.CaFile.Flag}"
            );
        }
    }

    private ConsulTls? Tls()
    {
        var authorities = Given(ConsulSetting.CaFile);
        var directory = Variable("CONSUL_CAPATH");
        var certificate = Given(ConsulSetting.ClientCertificate);
        var key = Given(ConsulSetting.ClientKey);
        var name = Given(ConsulSetting.TlsServerName)?.Value;
        if (certificate is null != key is null)
        {
            var (there, missing) = certificate is null
                ? (key!.Value.Source, ConsulSetting.ClientCertificate)
                : (certificate.Value.Source, ConsulSetting.ClientKey);
            _problems.Add(
                $"{there} is given alone: a client certificate needs its key, give {missing.Variable} or {missing.Flag} too"
            );
        }

        // As in Consul, the file goes before the directory.
        var trusted =
            authorities is var (caSource, caFile) ? Add(caSource, CertificateFiles.ReadFile(caFile))
            : directory is not null ? Add("CONSUL_CAPATH", CertificateFiles.ReadDirectory(directory))
            : null;
        var shown =
            certificate is var (certificateSource, certificateFile) && key is var (_, keyFile)
                ? Add(certificateSource, ClientCertificate.Read(certificateFile, keyFile))
                : null;
        return new ConsulTls(trusted, shown, name is null ? null : ConsulAddress.WithoutPort(name));
    }

    private T? Add<T>(string source, (T? Value, string? Problem) read)
        where T : class
    {
        AddProblem($"{source}:", read.Problem);
        return read.Value;
    }

    private void AddProblem(string source, string? problem)
    {
        if (problem is not null)
        {
            _problems.Add($"{source} {problem}");
        }
    }

    private (string Source, string Value)? Given(ConsulSetting setting) =>
        _flag(setting) is { Length: > 0 } flag ? (setting.Flag, flag)
        : Variable(setting.Variable) is { } variable ? (setting.Variable, variable)
        : null;

    // Consul takes an empty variable for one that is not set.
    private string? Variable(string name) => _variable(name) is { Length: > 0 } value ? value : null;

    private bool? Boolean(string name)
    {
        if (Variable(name) is not { } text)
        {
            return null;
        }

        var value = GoBoolean.Parse(text);
        if (value is null)
        {
            _problems.Add($"{name} is \"{Clean(text)}\", which is neither true nor false: write {GoBoolean.Forms}");
        }

        return value;
    }

    private static string Clean(string text) => new([.. text.Take(40).Select(c => char.IsControl(c) ? ' ' : c)]);
}
