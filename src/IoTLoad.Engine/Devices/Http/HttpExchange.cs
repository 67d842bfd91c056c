using System.Net;
using IoTLoad.Engine.Authentication;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Engine.Devices.Http;

/// <summary>One request that is out, and its answer. Used again for later messages, with its request, buffers and timer.</summary>
internal sealed class HttpExchange : IDisposable
{
    /// <summary>How much of an answer is read at a time; of one that refuses, as much is kept for its text.</summary>
    private const int AnswerPiece = 512;

    private readonly HttpDevice _device;
    private readonly HttpTransport _transport;
    private readonly RunClock _clock;
    private readonly TimeSpan _limit;
    private readonly PublishContent _content;
    private readonly PublishRequest _request;
    private readonly byte[] _answer = new byte[AnswerPiece];
    private readonly CancellationTokenSource _timer = new();
    private long _message;
    private long _intended;
    private PublishTarget? _target;

    public HttpExchange(HttpDevice device, HttpTransport transport, RunClock clock, TimeSpan limit)
    {
        _device = device;
        _transport = transport;
        _clock = clock;
        _limit = limit;
        _content = new PublishContent(transport.Writer.MaxBody, clock);
        _request = new PublishRequest(device, _content, transport.Headers);
    }

    /// <summary>The exchange under way, or the last one.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Its place in the device's list of exchanges that are out.</summary>
    public int Place { get; set; }

    /// <summary>Whether it can serve another message: everything of the last one is done, and nothing in it was given up.</summary>
    public bool Reusable { get; private set; }

    /// <summary>Takes a message.</summary>
    public void Take(long message, long intended)
    {
        _message = message;
        _intended = intended;
        Reusable = false;
    }

    /// <summary>Sends the message that was taken.</summary>
    public void Start() => Running = RunAsync();

    /// <summary>Gives up.</summary>
    public Task CancelAsync() => _timer.CancelAsync();

    /// <summary>Ends the timer. The request is left alone, as a connection may still be at its body.</summary>
    public void Dispose() => _timer.Dispose();

    /// <summary>Makes the timer ready for the next message.</summary>
    public bool TryReset() => _timer.TryReset();

    private async Task RunAsync()
    {
        HttpStatusCode? status = null;
        var counted = false;
        try
        {
            _timer.CancelAfter(_limit);
            _content.SetLength(_transport.Writer.WriteBody(_content.Room, _device.Connection, _message, _intended));
            _device.CountPublished(_content.Body.Length);
            if (_target is null || _transport.Writer.TargetDependsOnMessage)
            {
                _target = _transport.Writer.TargetOf(_device.Connection, _message, _intended);
                _request.RequestUri = _target.Uri;
            }

            if (_transport.Signer is { } signer)
            {
                _request.Set(await signer.SignAsync(
                    new HttpRequestToSign("POST", _target.Host, _target.Path, _target.Query, _content.Body), _timer.Token));
            }

            _content.IsWaiting = true;
            using var response = await _transport.SendAsync(_request, _timer.Token);
            status = response.StatusCode;
            if (response.IsSuccessStatusCode)
            {
                counted = true;
                _device.Acknowledge(_intended, _content.Sent, _clock.Now);
            }

            var length = await ReadAsync(response);
            if (!counted)
            {
                counted = true;
                _device.Refuse(response.StatusCode, _answer.AsSpan(0, length));
            }

            Reusable = !_content.IsBeingSent;
        }
        catch (Exception exception)
        {
            // A request fails in as many ways as there are layers; each is classified and counted.
            if (!counted && status is { } code)
            {
                _device.Refuse(code, []);
            }
            else if (!counted)
            {
                _device.Fail(exception, timedOut: exception is OperationCanceledException && _timer.IsCancellationRequested);
            }
        }

        _content.IsWaiting = false;
        _device.Release(this);
    }

    /// <summary>Reads an answer to its end, so that its connection can be used again, and returns how much of it was kept.</summary>
    private async ValueTask<int> ReadAsync(HttpResponseMessage response)
    {
        using var body = await response.Content.ReadAsStreamAsync(_timer.Token);
        var length = await body.ReadAtLeastAsync(_answer, _answer.Length, throwOnEndOfStream: false, _timer.Token);
        if (length == _answer.Length)
        {
            var rest = new byte[AnswerPiece];
            while (await body.ReadAsync(rest, _timer.Token) > 0)
            {
            }
        }

        return length;
    }
}
