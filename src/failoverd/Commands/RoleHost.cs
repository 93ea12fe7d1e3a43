using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FailoverCtl.Control.Journal;
using FailoverCtl.Control.Reflex;
using FailoverCtl.Daemon.Agent;
using FailoverCtl.Daemon.Catalog;
using FailoverCtl.Daemon.Controller;
using FailoverCtl.Daemon.Dns;
using FailoverCtl.Daemon.Processes;
using FailoverCtl.Decision.Machine;
using FailoverCtl.Dns.Signing;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Store;
using FailoverCtl.Store.Consul;
using FailoverCtl.Store.Documents;
using Serilog;
using Serilog.Events;

namespace FailoverCtl.Daemon.Commands;

/// <summary>Wires the roles of one process to the store.</summary>
internal static class RoleHost
{
    public static IHost Build(RoleOptions options)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSerilog(LogToStandardError());
        builder.Services.AddSystemd();
        builder.Services.Configure<HostOptions>(static o => o.ShutdownTimeout = TimeSpan.FromSeconds(10));
        var clock = new Monotonic(TimeProvider.System);
        var consul = OptionsOf(options);
        var documents = new ClusterDocuments(Connect(consul), new Keys(options.Cluster));
        Add(builder.Services, options, consul, documents, clock);
        return builder.Build();
    }

    private static ConsulKeyValueStore Connect(ConsulOptions options) => new(options, TimeProvider.System);

    /// <summary>
    /// The same store for reads that overlap, each of which may use all of its time at one server: every one of these begins
    /// with another.
    /// </summary>
    private static ClusterDocuments[] ConnectForReflex(ConsulOptions options, Keys keys)
    {
        var limit = TimeSpan.FromMilliseconds(ReflexCadence.ReadLimit);
        return
        [
            .. Enumerable
                .Range(0, Math.Min(options.Servers.Count, ReflexCadence.ReadsMax))
                .Select(first => options.Servers.Skip(first).Concat(options.Servers.Take(first)).ToEquatableArray())
                .Select(servers => options with { Servers = servers, ReadLimit = limit, ReadAttemptLimit = limit })
                .Select(each => new ClusterDocuments(Connect(each), keys)),
        ];
    }

    /// <exception cref="InvalidOperationException">The environment says nothing usable; the message says what to do.</exception>
    private static ConsulOptions OptionsOf(RoleOptions roles) =>
        roles.Consul
        ?? ConsulSettings.Read(
            s => s == ConsulSetting.Address ? roles.ConsulAddress : null,
            Environment.GetEnvironmentVariable
        ) switch
        {
            ConsulReading.Understood(var options) => options,
            ConsulReading.Refused(var problems) => throw new InvalidOperationException(string.Join("; ", problems)),
            _ => throw new InvalidOperationException("a reading of a kind that does not exist"),
        };

    /// <summary>Drawn once per process: two lives of one name are two writers.</summary>
    public static long DrawBoot() => BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)) & long.MaxValue;

    public static Serilog.Core.Logger LogToStandardError() =>
        new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .WriteTo.Console(
                standardErrorFromLevel: LogEventLevel.Verbose,
                outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}"
            )
            .CreateLogger();

    private static void Add(
        IServiceCollection services,
        RoleOptions options,
        ConsulOptions consul,
        ClusterDocuments documents,
        Monotonic clock
    )
    {
        var boot = DrawBoot();
        var seed = unchecked((int)boot);
        var key = options.PeerKeyFile is { } file ? File.ReadAllBytes(file) : [];
        // First in, last out: what is registered is taken back when the roles have ended.
        services.AddSingleton<IHostedService>(s => new CatalogRole(
            CatalogRoles.Of(options, boot),
            documents,
            consul,
            clock,
            s.GetRequiredService<ILogger<CatalogRole>>()
        ));
        if (options.Agent is { } agent)
        {
            var roots = ReadRoots(options.ProbeRootsFile);
            services.AddSingleton<IHostedService>(s => new AgentRole(
                new(agent),
                boot,
                key,
                roots,
                documents,
                clock,
                seed,
                s.GetRequiredService<ILogger<AgentRole>>()
            ));
        }

        if (options.Controller is { } controller)
        {
            var self = new Self(new(controller), boot, options.Site is { } site ? new SiteId(site) : null);
            var journal = OpenJournal(options, "controller", controller, boot, clock);
            services.AddSingleton<IHostedService>(s => new ControllerRole(
                self,
                documents,
                journal,
                clock,
                seed,
                s.GetRequiredService<ILogger<ControllerRole>>()
            )
            {
                Alarms = options.Alarms,
            });
        }

        if (options.Dns is { } dns)
        {
            var journal = OpenJournal(options, "dns", dns, boot, clock);
            var fences = ConnectForReflex(consul, documents.Keys);
            var keys = ReadKeys(options.TsigKeyFile);
            services.AddSingleton<IHostedService>(s => new DnsServerRole(
                new(dns),
                boot,
                key,
                keys,
                documents,
                fences,
                options.StateDirectory,
                journal,
                clock,
                seed,
                s.GetRequiredService<ILogger<DnsServerRole>>()
            ));
        }
    }

    /// <exception cref="IOException">The key file cannot be used; the message says why and what to do.</exception>
    private static TsigKeyRing ReadKeys(string? file) =>
        file is null
            ? TsigKeyRing.Empty
            : TsigKeyFile.Read(file) switch
            {
                TsigKeyReading.Understood(var keys) => keys,
                TsigKeyReading.Refused(var sentence) => throw new IOException(sentence),
                _ => throw new InvalidOperationException("a reading of a kind that does not exist"),
            };

    /// <exception cref="InvalidOperationException">The file holds no certificate; the message says what to do.</exception>
    private static X509Certificate2Collection? ReadRoots(string? file)
    {
        if (file is null)
        {
            return null;
        }

        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(file);
        return roots.Count > 0
            ? roots
            : throw new InvalidOperationException($"{file} holds no certificate: write the roots there in PEM form");
    }

    /// <exception cref="IOException">The journal cannot be written; the message says why and what to do.</exception>
    private static JournalFile OpenJournal(RoleOptions options, string role, string id, long boot, Monotonic clock)
    {
        switch (JournalFile.Open(new(options.StateDirectory, $"{role}-{id}", options.Cluster)))
        {
            case JournalOpening.Opened opened:
                var start = new StartEvent(options.Cluster, $"{role}/{id}", boot);
                return opened.File.Append([start], clock.NowMilliseconds) is { } failure
                    ? throw new IOException(failure.Message)
                    : opened.File;
            case JournalOpening.Refused refused:
                throw new IOException(refused.Failure.Message);
            default:
                throw new InvalidOperationException("an opening of a kind that does not exist");
        }
    }
}
