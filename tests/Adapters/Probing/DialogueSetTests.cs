using System.Net;
using System.Net.Sockets;
using FailoverCtl.Probing.Answers;
using FailoverCtl.Probing.Dialogues;
using FailoverCtl.Probing.Engine;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Probing;

public sealed class DialogueSetTests : IDisposable
{
    private const int Hour = 3_600_000;

    private readonly FakeServer _server = FakeServer.Silent();

    [Fact]
    public async Task No_more_than_its_limit_are_under_way_and_an_end_makes_room()
    {
        using var dialogues = new DialogueSet(static () => { }, max: 2);
        var (first, second) = (new Waiting(), new Waiting());
        Assert.True(dialogues.TryStart(first, Descriptor(), 1, Hour));
        Assert.True(dialogues.TryStart(second, Descriptor(), 2, Hour));
        var refused = Descriptor();
        Assert.False(dialogues.TryStart(second, refused, 3, Hour));
        _ = Native.close(refused);

        first.End.SetResult(new(Meaning.Good, 7));
        await ProbeEngineTests.Eventually(() => dialogues.UnderWay == 1);

        Assert.True(dialogues.TryTake(out var said));
        Assert.Equal(new Said(1, News.Ended, new(Meaning.Good, 7), null), said);
        Assert.True(dialogues.TryStart(second, Descriptor(), 4, Hour));
    }

    [Fact]
    public async Task A_bug_in_a_dialogue_is_told_and_is_no_evidence()
    {
        using var dialogues = new DialogueSet(static () => { });
        var broken = new Waiting();
        broken.End.SetException(new InvalidOperationException("our bug"));
        Assert.True(dialogues.TryStart(broken, Descriptor(), 1, Hour));

        Said said = default;
        await ProbeEngineTests.Eventually(() => dialogues.TryTake(out said));

        Assert.Equal((1UL, News.Faulted), (said.Token, said.News));
        Assert.Contains("our bug", said.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_does_not_end_in_time_is_given_up_in_silence()
    {
        using var dialogues = new DialogueSet(static () => { });
        Assert.True(dialogues.TryStart(new Waiting(), Descriptor(), 1, limitMilliseconds: 1));

        await ProbeEngineTests.Eventually(() => dialogues.UnderWay == 0);

        Assert.False(dialogues.TryTake(out _));
    }

    public void Dispose() => _server.Dispose();

    /// <summary>Connected, and nobody's until a dialogue takes it.</summary>
    private int Descriptor()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, _server.Port);
        var descriptor = (int)socket.Handle;
        socket.SafeHandle.SetHandleAsInvalid();
        return descriptor;
    }

    private sealed class Waiting : IDialogue
    {
        public TaskCompletionSource<DialogueResult> End { get; } = new();

        public Task<DialogueResult> HoldAsync(Stream connection, CancellationToken cancel) =>
            End.Task.WaitAsync(cancel);
    }
}
