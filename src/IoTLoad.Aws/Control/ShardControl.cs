using System.Buffers;
using System.Text;
using System.Text.Json;
using IoTLoad.Aws.Credentials;
using IoTLoad.Engine;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Sharding;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Aws.Control;

/// <summary>
/// A shard's end of the control channel: sends its reports, hears when it is to stop, and whether another invocation runs the same
/// shard. Reports may be added while others are sent.
/// </summary>
public sealed class ShardControl : IAsyncDisposable
{
    /// <summary>How long after a subscription a retained message may come, and a message from one connection to the other.</summary>
    private static readonly TimeSpan ClaimTime = TimeSpan.FromMilliseconds(500);

    /// <summary>How long after a shard's time a coordinator still removes what it left, at the least.</summary>
    private static readonly TimeSpan CollectedFor = TimeSpan.FromSeconds(25);

    private readonly string _topic;
    private readonly string _claim;
    private readonly string _invocation;
    private readonly bool _retain;
    private readonly DateTimeOffset? _collectedUntil;
    private readonly CancellationTokenSource _stop = new();
    private readonly ReportOutbox _outbox = new();
    private readonly Lock _gate = new();
    private ControlChannel? _channel;
    private string? _other;
    private volatile bool _beganStopped;

    private ShardControl(ShardPlan shard, string invocation, bool retain)
    {
        _topic = ControlTopics.Shard(shard.RunId, shard.Number, shard.Wave);
        _claim = ControlTopics.Claim(shard.RunId, shard.Number, shard.Wave);
        _invocation = invocation;
        _retain = retain;
        _collectedUntil = shard.ScheduleAt + shard.Duration + shard.Plan.DrainTime + CollectedFor;
    }

    /// <summary>Cancelled when the run is to stop.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Why reports do not arrive; null where they do.</summary>
    public string? Fault => _channel!.Fault;

    // What a shard retains after that would stay on the broker for ever; its report is in its log.
    private bool IsLate => _beganStopped || DateTimeOffset.UtcNow > _collectedUntil;

    /// <summary>Begins to connect.</summary>
    /// <param name="endpoint">The broker.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="invocation">ID of the invocation that runs it.</param>
    /// <param name="retain">Whether the broker is to keep the claim and the last report, for a coordinator that removes them.</param>
    /// <param name="connection">How to reach AWS, where the endpoint is signed for.</param>
    /// <param name="cancellation">Ends the search for credentials.</param>
    /// <exception cref="LoadException">As <see cref="ControlChannel.OpenAsync"/>.</exception>
    public static async Task<ShardControl> OpenAsync(
        ControlEndpoint endpoint, ShardPlan shard, string invocation, bool retain, AwsConnection connection, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(invocation);
        var control = new ShardControl(shard, invocation, retain);

        // Another invocation of the same event must not take this connection over.
        var clientId = Text(
            $"iotload-{shard.RunId}-shard-{shard.Number}-{shard.Wave}-{invocation[..Math.Min(8, invocation.Length)]}");
        IReadOnlyList<string> filters = retain
            ? [ControlTopics.Commands(shard.RunId), control._claim] : [ControlTopics.Commands(shard.RunId)];
        control._channel = await ControlChannel.OpenAsync(endpoint, clientId, filters, control.Take, connection, cancellation);
        return control;
    }

    /// <summary>
    /// Claims the shard. AWS may deliver an event twice, and a second invocation would take the client IDs of the first one's devices.
    /// Of two that claim at the same moment, one leaves.
    /// </summary>
    /// <param name="limit">How long the broker has to let us in; a load does not wait for its control broker.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether the shard is this invocation's, as far as is known.</returns>
    public async Task<bool> ClaimAsync(TimeSpan limit, CancellationToken cancellation)
    {
        if (!_retain || !await _channel!.WaitReadyAsync(limit, cancellation))
        {
            return true;
        }

        await Task.Delay(ClaimTime, cancellation);
        if (Volatile.Read(ref _other) is not null)
        {
            return false;
        }

        _beganStopped = _stop.IsCancellationRequested;

        // A run that was stopped before this shard began may be collected and cleaned up already.
        if (IsLate)
        {
            return true;
        }

        if (await _channel.TryPublishAsync(_claim, Encoding.UTF8.GetBytes(_invocation), retain: true, cancellation))
        {
            await Task.Delay(ClaimTime, cancellation);
        }

        return Volatile.Read(ref _other) is not { } other || string.CompareOrdinal(_invocation, other) < 0;
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
            if (!await _channel!.TryPublishAsync(_topic, json, retain: report.Final && _retain && !IsLate, cancellation))
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
        if (topic == _claim)
        {
            TakeClaim(Encoding.UTF8.GetString(payload));
            return;
        }

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

    private void TakeClaim(string invocation)
    {
        // Of any number that claim at once, the first in order stays; so the first of the others is the one to know.
        if (invocation.Length > 0 && invocation != _invocation && (_other is null || string.CompareOrdinal(invocation, _other) < 0))
        {
            Volatile.Write(ref _other, invocation);
        }
    }
}
