using FailoverCtl.Daemon.Sandbox;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Tests.Core.Store;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Sandbox;

public class OriginLoadTests
{
    private readonly ManualTime _time = new();
    private readonly OriginLoad _load;

    public OriginLoadTests() => _load = new(_time);

    [Fact]
    public async Task Rates_are_means_over_the_last_full_seconds()
    {
        await ServeAsync("/", 200, 15);
        await ServeAsync("/", 503, 5);
        await ServeAsync("/", 429, 10);
        Assert.Equal(0, Read().RequestsPerSecond);

        await PassAsync(1);

        Assert.Equal((6, 1, 2), (Read().RequestsPerSecond, Read().ServerErrorsPerSecond, Read().RefusalsPerSecond));
    }

    [Fact]
    public async Task What_is_over_is_forgotten()
    {
        await ServeAsync("/", 200, 15);
        await PassAsync(7);
        Assert.Equal(0, Read().RequestsPerSecond);
    }

    [Theory]
    [InlineData("/load")]
    [InlineData("/healthz")]
    public async Task Being_asked_how_it_is_is_no_load(string path)
    {
        await ServeAsync(path, 200, 15);
        await PassAsync(1);
        Assert.Equal(0, Read().RequestsPerSecond);
    }

    [Fact]
    public async Task A_request_is_in_flight_until_it_is_answered()
    {
        var answered = new TaskCompletionSource();
        var serving = _load.CountAsync(new DefaultHttpContext(), _ => answered.Task);
        Assert.Equal(1, Read().InFlight);
        answered.SetResult();
        await serving;
        Assert.Equal(0, Read().InFlight);
    }

    [Fact]
    public void What_it_does_not_know_it_leaves_out() =>
        Assert.Equal(
            (null, null, null),
            (Read().AuthenticatedBasisPoints, Read().NewNetworksBasisPoints, Read().BitsPerSecond)
        );

    private Task PassAsync(int seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), _time);

    private Load Read() => LoadDocument.Read(_load.Document()).Load!;

    private async Task ServeAsync(string path, int status, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var http = new DefaultHttpContext { Request = { Path = path } };
            await _load.CountAsync(
                http,
                h =>
                {
                    h.Response.StatusCode = status;
                    return Task.CompletedTask;
                }
            );
        }
    }
}
