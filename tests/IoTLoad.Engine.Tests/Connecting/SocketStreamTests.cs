using System.Net;
using System.Net.Sockets;
using System.Text;
using IoTLoad.Engine.Connecting.Sockets;

namespace IoTLoad.Engine.Tests.Connecting;

/// <summary>A connection reads and writes alike, whether .NET waits for its socket or the project's own poller, which Linux alone has.</summary>
public sealed class SocketStreamTests : IDisposable
{
    private readonly SocketPollers? _pollers = SocketPollers.Create();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public SocketStreamTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    /// <summary>With the poller, and without.</summary>
    public static TheoryData<bool> Ways => OperatingSystem.IsLinux() ? [true, false] : [false];

    public void Dispose()
    {
        _listener.Dispose();
        _pollers?.Dispose();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_arrives_before_while_and_after_a_read_waits_is_read(bool polls)
    {
        var (stream, peer) = await OpenAsync(polls);
        await using var _ = stream;
        using var __ = peer;

        Send(peer, "one");
        Assert.Equal("one", await ReadAsync(stream));
        var waiting = ReadAsync(stream);
        Assert.False(waiting.IsCompleted);
        Send(peer, "two");
        Assert.Equal("two", await waiting);

        // Where a read takes all that there is room for, the next one must not wait for more to arrive.
        Send(peer, "three");
        Assert.Equal("thr", await ReadAsync(stream, 3));
        Assert.Equal("ee", await ReadAsync(stream, 3));
        Send(peer, "four");
        Assert.Equal("four", await ReadAsync(stream));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_end_that_comes_together_with_the_last_bytes_is_read_after_them(bool polls)
    {
        for (var round = 0; round < 200; round++)
        {
            var (stream, peer) = await OpenAsync(polls);
            await using var _ = stream;
            using var __ = peer;
            var waiting = round % 2 == 0 ? ReadAsync(stream) : null;

            Send(peer, "last");
            peer.Shutdown(SocketShutdown.Send);

            Assert.Equal("last", await (waiting ?? ReadAsync(stream)));
            Assert.Equal("", await ReadAsync(stream));
            Assert.Equal("", await ReadAsync(stream));
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_read_without_room_waits_for_bytes_and_takes_none(bool polls)
    {
        var (stream, peer) = await OpenAsync(polls);
        await using var _ = stream;
        using var __ = peer;

        var waiting = stream.ReadAsync(Memory<byte>.Empty, Token).AsTask();
        Assert.False(waiting.IsCompleted);
        Send(peer, "here");

        Assert.Equal(0, await waiting.WaitAsync(Limit, Token));
        Assert.Equal("here", await ReadAsync(stream));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_write_that_the_system_takes_in_pieces_arrives_whole(bool polls)
    {
        var (stream, peer) = await OpenAsync(polls);
        await using var _ = stream;
        using var __ = peer;
        var sent = new byte[16 * 1024 * 1024];
        new Random(1).NextBytes(sent);
        var received = new byte[sent.Length];

        var writing = stream.WriteAsync(sent, Token).AsTask();
        Assert.False(writing.IsCompleted);
        for (var length = 0; length < received.Length;)
        {
            length += await peer.ReceiveAsync(received.AsMemory(length), Token);
        }

        await writing;
        Assert.True(sent.AsSpan().SequenceEqual(received));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_reset_fails_the_read_that_waits_and_the_writes_after_it(bool polls)
    {
        var (stream, peer) = await OpenAsync(polls);
        await using var _ = stream;
        var waiting = ReadAsync(stream);

        peer.LingerState = new LingerOption(true, 0);
        peer.Close();

        var read = await Assert.ThrowsAsync<IOException>(() => waiting);
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(read.InnerException).SocketErrorCode);
        var write = await Assert.ThrowsAsync<IOException>(async () => await stream.WriteAsync("x"u8.ToArray(), Token));
        Assert.IsType<SocketException>(write.InnerException);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_read_that_is_given_up_leaves_the_next_one_all_that_arrives(bool polls)
    {
        var (stream, peer) = await OpenAsync(polls);
        await using var _ = stream;
        using var __ = peer;
        using var giveUp = new CancellationTokenSource();

        var waiting = stream.ReadAsync(new byte[8], giveUp.Token).AsTask();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Limit, Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.ReadAsync(new byte[8], giveUp.Token).AsTask());

        Send(peer, "later");
        Assert.Equal("later", await ReadAsync(stream));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Closing_ends_the_read_that_waits_and_the_peer_sees_it(bool polls)
    {
        var (stream, peer) = await OpenAsync(polls);
        using var _ = peer;
        var waiting = ReadAsync(stream);

        await stream.DisposeAsync();
        await stream.DisposeAsync();

        await AssertOverAsync(waiting);
        Assert.Equal(0, await peer.ReceiveAsync(new byte[1], Token));
        await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync(stream));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_connection_is_reset_while_a_read_waits(bool polls)
    {
        var connection = await DialAsync(polls);
        using var peer = await _listener.AcceptAsync(Token);
        var waiting = ReadAsync(connection.Stream);

        connection.Reset();

        await AssertOverAsync(waiting);
        var seen = await Assert.ThrowsAsync<SocketException>(async () => await peer.ReceiveAsync(new byte[1], Token));
        Assert.Equal(SocketError.ConnectionReset, seen.SocketErrorCode);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_port_that_nobody_listens_on_refuses(bool polls)
    {
        var port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _listener.Dispose();

        var refused = await Assert.ThrowsAsync<SocketException>(() => DialAsync(polls, port));

        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_address_of_another_family_than_the_local_one_is_an_error_at_once(bool polls)
    {
        var endpoint = new EndpointAddress("::1", 1, UsesTls: false, Uri: null, [IPAddress.IPv6Loopback]);
        var dialer = new SocketDialer(endpoint, Limit, polls ? _pollers : null);

        await Assert.ThrowsAsync<SocketException>(async () => await dialer.DialAsync(0, IPAddress.Loopback, Token));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Connections_that_come_and_go_by_the_hundred_get_what_is_theirs(bool polls)
    {
        // Descriptors are used again at once, so what happened to an old socket may be told to a new one.
        async Task OneAsync(int number)
        {
            for (var round = 0; round < 20; round++)
            {
                using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                listener.Listen();
                await using var stream = (await DialAsync(polls, ((IPEndPoint)listener.LocalEndPoint!).Port)).Stream;
                using var peer = await listener.AcceptAsync(Token);
                var waiting = ReadAsync(stream);
                var text = $"{number}/{round}";
                Send(peer, text);
                Assert.Equal(text, await waiting);
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text), Token);
                var echo = new byte[text.Length];
                Assert.Equal(text.Length, await peer.ReceiveAsync(echo, Token));
                Assert.Equal(text, Encoding.UTF8.GetString(echo));
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(() => OneAsync(number), Token)));
    }

    [Fact]
    public async Task A_read_goes_on_in_the_poller_s_thread_only_where_it_may()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux alone has the poller.");
        var (stream, peer) = await OpenAsync(polls: true);
        await using var polled = Assert.IsType<PolledStream>(stream);
        using var _ = peer;

        async Task<string?> NameAsync()
        {
            await stream.ReadExactlyAsync(new byte[1], Token);
            return Thread.CurrentThread.Name;
        }

        var elsewhere = NameAsync();
        Send(peer, "x");
        Assert.DoesNotContain("sockets", await elsewhere.WaitAsync(Limit, Token) ?? "");

        polled.ReadInline = true;
        var inline = NameAsync();
        Send(peer, "x");
        Assert.StartsWith("IoTLoad sockets", await inline.WaitAsync(Limit, Token));

        // Whoever closes a connection does not go on with its reader's work.
        var closing = NameAsync();
        var closer = new Thread(() => stream.Dispose()) { Name = "closer" };
        closer.Start();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => closing);
    }

    [Fact]
    public async Task A_connection_that_never_runs_dry_leaves_the_poller_to_the_others()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux alone has the poller.");
        using var stop = new CancellationTokenSource();
        var (greedy, flood) = await OpenAsync(polls: true);
        ((PolledStream)greedy).ReadInline = true;
        async Task ReadForEverAsync()
        {
            // Slower than the flood: one byte after the other.
            while (!stop.IsCancellationRequested)
            {
                await greedy.ReadExactlyAsync(new byte[1], Token);
            }
        }

        // It begins to wait, and so goes on in the poller's thread.
        var reading = ReadForEverAsync();
        var flooding = Task.Run(
            () =>
            {
                flood.Blocking = true;
                while (!stop.IsCancellationRequested)
                {
                    flood.Send(new byte[64 * 1024]);
                }
            },
            Token);

        try
        {
            // As many as there are pollers, so that one shares the greedy one's.
            for (var other = 0; other < Environment.ProcessorCount; other++)
            {
                var (stream, peer) = await OpenAsync(polls: true);
                await using var _ = stream;
                using var __ = peer;
                ((PolledStream)stream).ReadInline = true;
                for (var ping = 0; ping < 20; ping++)
                {
                    var waiting = ReadAsync(stream);
                    Send(peer, "ping");
                    Assert.Equal("ping", await waiting);
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
            await greedy.DisposeAsync();
            flood.Dispose();
            await Record.ExceptionAsync(() => flooding);
        }
    }

    [Fact]
    public async Task A_poller_that_ends_closes_what_is_left()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux alone has the poller.");
        var (stream, peer) = await OpenAsync(polls: true);
        using var _ = peer;
        var waiting = ReadAsync(stream);

        _pollers!.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => DialAsync(polls: true));
        Assert.Equal(0, await peer.ReceiveAsync(new byte[1], Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static TimeSpan Limit => TimeSpan.FromSeconds(20);

    private static void Send(Socket peer, string text) => Assert.Equal(text.Length, peer.Send(Encoding.UTF8.GetBytes(text)));

    /// <summary>A read that waits while its connection is closed fails, or finds the end.</summary>
    private static async Task AssertOverAsync(Task<string> read)
    {
        try
        {
            Assert.Equal("", await read);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The usual case.
        }
    }

    private static async Task<string> ReadAsync(Stream stream, int most = 64)
    {
        var buffer = new byte[most];
        var count = await stream.ReadAsync(buffer, Token).AsTask().WaitAsync(Limit, Token);
        return Encoding.UTF8.GetString(buffer, 0, count);
    }

    private async Task<(Stream Stream, Socket Peer)> OpenAsync(bool polls)
    {
        var connection = await DialAsync(polls);
        return (connection.Stream, await _listener.AcceptAsync(Token));
    }

    private async Task<TcpConnection> DialAsync(bool polls, int? port = null)
    {
        using var limit = new CancellationTokenSource(Limit);
        var endpoint = new EndpointAddress(
            "127.0.0.1", port ?? ((IPEndPoint)_listener.LocalEndPoint!).Port, UsesTls: false, Uri: null, [IPAddress.Loopback]);
        return await new SocketDialer(endpoint, Limit, polls ? _pollers : null).DialAsync(0, null, limit.Token);
    }
}
