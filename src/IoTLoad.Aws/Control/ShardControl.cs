using System.Buffers;
using System.Text.Json;
using IoTLoad.Aws.Credentials;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Aws.Control;

/// <summary>
/// A shard's end of the control channel: sends its reports, and hears when it is to stop. Reports may be added while others are sent.
/// </summary>
public sealed class ShardControl : IAsyncDisposable
{
    private readonly string _topic;
    private readonly CancellationTokenSource _stop = new();
    private readonly ReportOutbox _outbox = new();
    private readonly Lock _gate = new();
    private ControlChannel? _channel;

    private ShardControl(string topic) => _topic = topic;

    /// <summary>Cancelled when the run is to stop.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Whether everything has arrived.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _outbox.IsEmpty;
            }
        }
    }

    /// <summary>Why reports do not arrive; null where they do.</summary>
    public string? Fault => _channel!.Fault;

    /// <summary>Begins to connect.</summary>
    /// <exception cref="LoadException">As <see cref="ControlChannel.OpenAsync"/>.</exception>
    public static async Task<ShardControl> OpenAsync(ControlEndpoint endpoint, ShardPlan shard, AwsConnection connection, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(shard);
        var control = new ShardControl(ControlTopics.Shard(shard.RunId, shard.Shard, shard.Wave));
        var clientId = FormattableString.Invariant($"iotload-{shard.RunId}-shard-{shard.Shard}-{shard.Wave}");
        control._channel = await ControlChannel.OpenAsync(endpoint, clientId, [ControlTopics.Commands(shard.RunId)], control.Take, connection, cancellation);
        return control;
    }

    /// <summary>Takes a report of a second; it is sent with the next <see cref="SendAsync"/>.</summary>
    public void Add(ShardReport report)
    {
        lock (_gate)
        {
            _outbox.Add(report);
        }
    }

    /// <summary>Sends what has not arrived. What does not arrive now is kept for the next time.</summary>
    /// <returns>Whether all of it has arrived.</returns>
    public async Task<bool> SendAsync(CancellationToken cancellation)
    {
        IReadOnlyList<ShardReport> reports;
        lock (_gate)
        {
            reports = _outbox.Take();
        }

        foreach (var report in reports)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(report, EngineJson.Default.ShardReport);
            if (!await _channel!.TryPublishAsync(_topic, json, retain: report.Final, cancellation))
            {
                return false;
            }

            lock (_gate)
            {
                _outbox.Acknowledge(report);
            }
        }

        return true;
    }

    /// <summary>Sends what is left, for as long as <paramref name="limit"/> allows.</summary>
    /// <returns>Whether all of it has arrived.</returns>
    public async Task<bool> FlushAsync(TimeSpan limit, CancellationToken cancellation)
    {
        for (var end = DateTime.UtcNow + limit; ;)
        {
            if (await SendAsync(cancellation))
            {
                return true;
            }

            if (DateTime.UtcNow >= end)
            {
                return false;
            }

            await Task.Delay(50, cancellation);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _channel!.DisposeAsync();
        _stop.Dispose();
    }

    private void Take(string topic, ReadOnlySequence<byte> payload)
    {
        ControlCommand? command;
        try
        {
            var reader = new Utf8JsonReader(payload);
            command = JsonSerializer.Deserialize(ref reader, ControlJson.Default.ControlCommand);
        }
        catch (JsonException)
        {
            // Anybody who may publish there can publish anything; only a command is obeyed.
            return;
        }

        if (command?.Type == ControlCommand.Stop)
        {
            _stop.Cancel();
        }
    }
}
