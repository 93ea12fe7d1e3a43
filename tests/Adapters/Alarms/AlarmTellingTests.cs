using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using FailoverCtl.Daemon.Alarms;
using Microsoft.Extensions.Logging;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Alarms;

/// <summary>Alarms through a real HTTP receiver and a real program.</summary>
public sealed class AlarmTellingTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("failoverd-alarms-");
    private readonly Lines _log = new();

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_webhook_gets_one_JSON_object_with_the_token_and_an_idempotency_key()
    {
        await using var receiver = new Receiver(_ => 204);
        var token = Owned(Write("token", "s3cret\n"), UnixFileMode.None);
        await using var sender = Start(new(null, receiver.Address, token));
        sender.Alarms.Raise("epoch 14: sbg lost");

        var request = await receiver.NextAsync(Patience);
        using var json = JsonDocument.Parse(request.Body);
        Assert.Equal("failoverd.alarm/1", json.RootElement.GetProperty("schema").GetString());
        Assert.Equal("epoch 14: sbg lost", json.RootElement.GetProperty("what").GetString());
        Assert.Equal("web-eu", json.RootElement.GetProperty("cluster").GetString());
        Assert.Equal("Bearer s3cret", request.Headers["Authorization"]);
        Assert.EndsWith("-1", request.Headers["Idempotency-Key"], StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_that_refuses_is_asked_again_and_then_said_in_the_log_without_its_path()
    {
        await using var receiver = new Receiver(_ => 500);
        await using var sender = Start(new(null, new(receiver.Address, "/hook/s3cret?key=s3cret"), null));
        sender.Alarms.Raise("frozen");

        for (var attempt = 0; attempt < 3; attempt++)
        {
            await receiver.NextAsync(Patience);
        }

        Assert.Contains("was not told to webhook http://127.0.0.1:", await _log.WaitAsync("was not told", Patience));
        Assert.Contains("it answered 500", _log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_that_comes_back_is_told()
    {
        await using var receiver = new Receiver(number => number == 1 ? 503 : 200);
        await using var sender = Start(new(null, receiver.Address, null));
        sender.Alarms.Raise("frozen");
        var first = await receiver.NextAsync(Patience);
        var second = await receiver.NextAsync(Patience);
        Assert.Equal(first.Body, second.Body);
    }

    [Fact]
    public async Task A_program_gets_the_JSON_on_its_input_and_nothing_of_the_daemons_environment()
    {
        var told = Path.Combine(_directory.FullName, "told");
        var script = Script($"cat > {told}.part\nenv >> {told}.part\nmv {told}.part {told}\n");
        Environment.SetEnvironmentVariable("CONSUL_HTTP_TOKEN_OF_TEST", "s3cret");
        await using var sender = Start(new(script, null, null));
        sender.Alarms.Raise("epoch 14: sbg lost");

        var text = await FileAsync(told);
        Assert.StartsWith("""{"schema":"failoverd.alarm/1",""", text, StringComparison.Ordinal);
        Assert.Contains("FAILOVER_ALARM_NUMBER=1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_fails_is_said_in_the_log()
    {
        await using var sender = Start(new(Script("exit 7\n"), null, null));
        sender.Alarms.Raise("frozen");
        Assert.Contains("it exited with 7", await _log.WaitAsync("was not told", Patience), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_that_others_can_read_is_refused_at_the_start()
    {
        var token = Owned(Write("token", "s3cret"), UnixFileMode.OtherRead);
        Assert.Null(AlarmOptions.Read(null, "https://alarms.example.test/hook", token, out var problem));
        Assert.Contains("chmod 600", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_words_are_told_once()
    {
        await using var receiver = new Receiver(_ => 200);
        await using var sender = Start(new(null, receiver.Address, null));
        sender.Alarms.Raise("frozen");
        sender.Alarms.Raise("frozen");
        sender.Alarms.Raise("gra lost");
        Assert.Contains("frozen", (await receiver.NextAsync(Patience)).Body, StringComparison.Ordinal);
        Assert.Contains("gra lost", (await receiver.NextAsync(Patience)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("notify.sh", null, null, "full path")]
    [InlineData("/nowhere/at/all", null, null, "does not exist")]
    [InlineData(null, "ftp://x", null, "--alarm-webhook")]
    [InlineData(null, "https://user:pass@x/hook", null, "without user and password")]
    [InlineData(null, null, "/nowhere", "which is not given")]
    public void Options_that_do_not_fit_are_refused_in_a_sentence(
        string? program,
        string? url,
        string? token,
        string says
    )
    {
        Assert.Null(AlarmOptions.Read(program, url, token, out var problem));
        Assert.Contains(says, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("pass@", problem, StringComparison.Ordinal);
    }

    private Running Start(AlarmOptions options) => new(options, _log);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private string Script(string body)
    {
        return Owned(Write("alarm.sh", $"#!/bin/sh\n{body}"), UnixFileMode.UserExecute);
    }

    private static string Owned(string path, UnixFileMode more)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);
        }

        return path;
    }

    /// <summary>The script moves it into place when it is whole.</summary>
    private async Task<string> FileAsync(string path)
    {
        using var watcher = new FileSystemWatcher(_directory.FullName);
        var appeared = new TaskCompletionSource();
        watcher.Renamed += (_, e) => Seen(e.FullPath);
        watcher.Created += (_, e) => Seen(e.FullPath);
        watcher.EnableRaisingEvents = true;
        Seen(File.Exists(path) ? path : "");
        await appeared.Task.WaitAsync(Patience);
        return await File.ReadAllTextAsync(path);

        void Seen(string seen)
        {
            if (seen == path)
            {
                appeared.TrySetResult();
            }
        }
    }

    private sealed class Running : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
        private readonly Task _run;

        public Running(AlarmOptions options, ILogger log)
        {
            Alarms = new(new("web-eu", "c-gra"), options.Receivers(_client), new(TimeProvider.System), log);
            _run = Alarms.RunAsync(_stop.Token);
        }

        public AlarmSender Alarms { get; }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _client.Dispose();
            _stop.Dispose();
        }
    }

    /// <summary>An HTTP server that notes what it gets and answers as told.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly Channel<Request> _requests = Channel.CreateUnbounded<Request>();
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Func<int, int> _status;
        private readonly Task _run;

        /// <param name="status">By the number of the request, from 1.</param>
        public Receiver(Func<int, int> status)
        {
            _status = status;
            _listener.Start();
            Address = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hook");
            _run = RunAsync();
        }

        public Uri Address { get; }

        public async Task<Request> NextAsync(TimeSpan patience) =>
            await _requests.Reader.ReadAsync().AsTask().WaitAsync(patience);

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task RunAsync()
        {
            for (var number = 1; ; number++)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
                await reader.ReadLineAsync();
                var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                while (await reader.ReadLineAsync() is { Length: > 0 } line)
                {
                    var colon = line.IndexOf(':');
                    headers[line[..colon]] = line[(colon + 1)..].Trim();
                }

                var body = new char[int.Parse(headers["Content-Length"])];
                await reader.ReadBlockAsync(body);
                _requests.Writer.TryWrite(new(headers, new(body)));
                var answer = $"HTTP/1.1 {_status(number)} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
            }
        }
    }

    private sealed record Request(IReadOnlyDictionary<string, string> Headers, string Body);

    private sealed class Lines : ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();
        private readonly Channel<string> _new = Channel.CreateUnbounded<string>();

        public string Text => string.Join('\n', _lines);

        public async Task<string> WaitAsync(string words, TimeSpan patience)
        {
            using var limit = new CancellationTokenSource(patience);
            await foreach (var line in _new.Reader.ReadAllAsync(limit.Token))
            {
                if (line.Contains(words, StringComparison.Ordinal))
                {
                    return line;
                }
            }

            throw new InvalidOperationException("the log ended");
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var line = formatter(state, exception);
            _lines.Enqueue(line);
            _new.Writer.TryWrite(line);
        }
    }
}
