using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using IoTLoad.Engine;
using IoTLoad.Reports.Html;
using IoTLoad.Storage.Runs;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Reports.Live;

/// <summary>
/// Shows a running test in a browser on this machine: the report's page, which the server keeps up to date by server-sent events, and
/// which becomes the report at the end. Only loopback can reach it, and only who knows the token in its address.
/// </summary>
public sealed class LiveServer : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How long those who watch have to fetch the report once the test is over.</summary>
    private static readonly TimeSpan FetchTime = TimeSpan.FromSeconds(5);

    private const int MostWatchers = 16;
    private readonly RunStore _store;
    private readonly string _id;
    private readonly LiveView _view;
    private readonly Lock _lock = new();
    private readonly string _token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Channel<byte[]>> _watchers = [];
    private readonly Task _accepting;
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _toFetch;
    private string? _report;

    /// <summary>Starts to serve a run.</summary>
    /// <exception cref="LoadException">The run is damaged, or no port is free.</exception>
    public LiveServer(RunStore store, StoredRun run)
    {
        (_store, _id, _view) = (store, run.Id, new LiveView(run));
        try
        {
            _listener.Start();
        }
        catch (SocketException exception)
        {
            throw LoadException.ResourceExhausted(
                "LiveNotServed", $"The live page cannot be served on loopback: {exception.Message}.",
                "Leave out -Live, or free a port.", null, exception);
        }

        Address = new Uri(Text($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/?token={_token}"));
        _accepting = AcceptAsync();
        new Thread(Serve) { IsBackground = true, Name = "IoTLoad live page" }.Start();
    }

    /// <summary>Where a browser on this machine finds the page.</summary>
    public Uri Address { get; }

    /// <summary>Ends once the test is over and those who watched have its report. Faulted if the run cannot be read any more.</summary>
    public Task Over => _over.Task;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await Task.WhenAll(Over, _accepting).ContinueWith(_ => { }, TaskScheduler.Default);
        _stop.Dispose();
    }

    /// <summary>The life of the server's own thread: it follows the run to its end, and then makes the report.</summary>
    private void Serve()
    {
        try
        {
            ThreadPriorities.Lower();
            Follow();
            _over.SetResult();
        }
#pragma warning disable CA1031 // The thread's faults belong to who waits for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _over.SetException(exception);
        }
    }

    private void Follow()
    {
        using var listening = _listener;
        while (Show() == RunState.Running)
        {
            if (_stop.Token.WaitHandle.WaitOne(Interval))
            {
                // Who started the server needs it no more.
                return;
            }
        }

        ShowReport();
        for (var waited = TimeSpan.Zero; waited < FetchTime && Volatile.Read(ref _toFetch) > 0; waited += Interval / 10)
        {
            if (_stop.Token.WaitHandle.WaitOne(Interval / 10))
            {
                return;
            }
        }
    }

    /// <summary>Sends what is new to those who watch.</summary>
    private RunState Show()
    {
        var state = _store.Open(_id).State;
        lock (_lock)
        {
            var changed = _view.Read();
            if (_watchers.Count > 0)
            {
                Send("page", HtmlReport.Serialize(_view.Page(changed)));
            }
        }

        return state;
    }

    private void ShowReport()
    {
        var run = _store.Open(_id);
        var report = HtmlReport.Build(new ReportSource(_store.ReadResult(run), RunSeconds.Read(run)));
        lock (_lock)
        {
            _report = report;
            _toFetch = _watchers.Count;
            Send("over", "1");
        }
    }

    private void Send(string name, string data)
    {
        var written = Event(name, data);
        foreach (var watcher in _watchers)
        {
            // One that does not read loses seconds and not the end, which makes it fetch the report.
            watcher.Writer.TryWrite(written);
        }
    }

    private static byte[] Event(string name, string data) => Encoding.UTF8.GetBytes($"event: {name}\ndata: {data}\n\n");

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                open.RemoveAll(task => task.IsCompleted);
                open.Add(AnswerAsync(client));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var (status, path) = await HttpGet.ReadAsync(stream, Address, _token, _stop.Token);
                switch (status, path)
                {
                    case (HttpStatusCode.OK, "/"):
                        await HttpGet.WriteAsync(stream, status, "text/html; charset=utf-8", Page(), _stop.Token);
                        if (_report is not null)
                        {
                            Interlocked.Decrement(ref _toFetch);
                        }

                        break;
                    case (HttpStatusCode.OK, "/events"):
                        await WatchAsync(stream);
                        break;
                    default:
                        await HttpGet.WriteAsync(
                            stream, status == HttpStatusCode.OK ? HttpStatusCode.NotFound : status, "text/plain", "", _stop.Token);
                        break;
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
            {
                // The browser has gone, or the server ends.
            }
        }
    }

    private string Page()
    {
        lock (_lock)
        {
            return _report ?? HtmlReport.Live(_view.Page(_view.Latest));
        }
    }

    private async Task WatchAsync(NetworkStream stream)
    {
        var watcher = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_lock)
        {
            if (_watchers.Count >= MostWatchers)
            {
                return;
            }

            _watchers.Add(watcher);
            // What came between the page and its first event must not be missing in its charts.
            watcher.Writer.TryWrite(_report is null
                ? Event("page", HtmlReport.Serialize(_view.Page(_view.Latest))) : Event("over", "1"));
        }

        try
        {
            await HttpGet.WriteAsync(stream, HttpStatusCode.OK, "text/event-stream", null, _stop.Token);
            await foreach (var written in watcher.Reader.ReadAllAsync(_stop.Token))
            {
                await stream.WriteAsync(written, _stop.Token);
            }
        }
        finally
        {
            lock (_lock)
            {
                _watchers.Remove(watcher);
            }
        }
    }
}
