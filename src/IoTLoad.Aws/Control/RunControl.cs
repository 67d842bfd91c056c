using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;
using IoTLoad.Aws.Credentials;
using IoTLoad.Engine;
using IoTLoad.Engine.Reports;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Aws.Control;

/// <summary>
/// The coordinator's end of the control channel: hears the reports of all shards, and tells them to stop. The last report of each shard
/// is retained, so that one that comes later hears it too.
/// </summary>
/// <remarks>
/// AWS IoT Core allows a connection 50 subscriptions and 512 KiB/s. A shard takes two of them, and 25 shards that report each 5 s send
/// about 100 KB/s, so that there is one connection for each 25.
/// </remarks>
public sealed class RunControl : IAsyncDisposable
{
    private const int ShardsPerConnection = 25;

    private readonly string _runId;
    private readonly Channel<ShardReport> _reports =
        Channel.CreateUnbounded<ShardReport>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<ControlChannel> _channels = [];
    private readonly ConcurrentDictionary<(int Shard, int Wave), DateTimeOffset> _heard = new();
    private int _damaged;

    private readonly TimeProvider _clock;

    private RunControl(string runId, TimeProvider clock) => (_runId, _clock) = (runId, clock);

    /// <summary>
    /// The reports as they come: in any order, some twice. Never completes by itself; the channel ends with <see
    /// cref="DisposeAsync"/>.
    /// </summary>
    public ChannelReader<ShardReport> Reports => _reports.Reader;

    /// <summary>Messages on the reports' topics that were no reports of this run.</summary>
    public int Damaged => Volatile.Read(ref _damaged);

    /// <summary>When the last report of a part arrived, however long it then waits to be read; null if none has.</summary>
    public DateTimeOffset? LastHeard(int shard, int wave) => _heard.TryGetValue((shard, wave), out var heard) ? heard : null;

    /// <summary>Whether every connection is up.</summary>
    public bool IsReady => _channels.All(channel => channel.IsReady);

    /// <summary>Why a connection is not up; null where all are.</summary>
    public string? Fault => _channels.Select(channel => channel.Fault).FirstOrDefault(fault => fault is not null);

    /// <summary>Whether <see cref="Fault"/> is a refusal, and not that the broker was not reached.</summary>
    public bool IsRefused => _channels.Any(channel => channel.IsRefused);

    /// <summary>Messages that this end published, those that it received, and the bytes of both.</summary>
    public (long Sent, long Received, long Bytes) Traffic
    {
        get
        {
            var all = _channels.Select(channel => channel.Traffic).ToList();
            return (all.Sum(traffic => traffic.Sent), all.Sum(traffic => traffic.Received), all.Sum(traffic => traffic.Bytes));
        }
    }

    /// <summary>Begins to connect.</summary>
    /// <param name="endpoint">The broker.</param>
    /// <param name="runId">The run.</param>
    /// <param name="shards">Number of its shards.</param>
    /// <param name="connection">How to reach AWS, where the endpoint is signed for.</param>
    /// <param name="cancellation">Ends the search for credentials.</param>
    /// <param name="clock">The time to sign with, and that reports arrive at; null is this machine's.</param>
    /// <exception cref="LoadException">As <see cref="ControlChannel.OpenAsync"/>.</exception>
    public static async Task<RunControl> OpenAsync(ControlEndpoint endpoint, string runId, int shards, AwsConnection connection,
        CancellationToken cancellation, TimeProvider? clock = null)
    {
        var control = new RunControl(runId, clock ?? TimeProvider.System);
        var suffix = RandomNumberGenerator.GetHexString(6, lowercase: true);
        try
        {
            foreach (var part in Enumerable.Range(0, shards).Chunk(ShardsPerConnection))
            {
                var clientId = Text($"iotload-{runId}-coordinator-{suffix}-{control._channels.Count}");
                control._channels.Add(await ControlChannel.OpenAsync(
                    endpoint, clientId, [.. part.SelectMany(shard => ControlTopics.ShardFilters(runId, shard))], control.Take, connection,
                    cancellation, control._clock));
            }

            return control;
        }
        catch
        {
            await control.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until every connection is up.</summary>
    /// <returns>Whether they are; false after <paramref name="limit"/>.</returns>
    public async Task<bool> WaitReadyAsync(TimeSpan limit, CancellationToken cancellation) =>
        (await Task.WhenAll(_channels.Select(channel => channel.WaitReadyAsync(limit, cancellation)))).All(ready => ready);

    /// <summary>Tells all shards to stop. The command is retained: a shard that begins later stops at once.</summary>
    /// <returns>Whether the broker has it.</returns>
    public Task<bool> StopAsync(CancellationToken cancellation) => _channels[0].TryPublishAsync(
        ControlTopics.Commands(_runId), JsonSerializer.SerializeToUtf8Bytes(new ControlCommand(ControlCommand.Stop),
            ControlJson.Default.ControlCommand), retain: true, cancellation);

    /// <summary>Removes what the run has left retained on the broker.</summary>
    /// <param name="shards">The shards and waves that have a last report.</param>
    /// <param name="keepCommand">Whether a command stays, for shards that may still begin.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether all of it is gone.</returns>
    public async Task<bool> ClearAsync(IEnumerable<(int Shard, int Wave)> shards, bool keepCommand, CancellationToken cancellation)
    {
        var commands = keepCommand ? Task.FromResult(true) : _channels[0]
            .TryPublishAsync(ControlTopics.Commands(_runId), ReadOnlyMemory<byte>.Empty, retain: true, cancellation);
        var parts = shards.GroupBy(part => part.Shard / ShardsPerConnection)
            .Select(group => ClearAsync(_channels[group.Key], group, cancellation));
        return (await Task.WhenAll([commands, .. parts])).All(gone => gone);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_channels.Select(channel => channel.DisposeAsync().AsTask()));
        _reports.Writer.TryComplete();
    }

    private async Task<bool> ClearAsync(ControlChannel channel, IEnumerable<(int Shard, int Wave)> parts, CancellationToken cancellation)
    {
        var gone = true;
        foreach (var (shard, wave) in parts)
        {
            gone &= await channel.TryPublishAsync(ControlTopics.Claim(_runId, shard, wave), ReadOnlyMemory<byte>.Empty, retain: true,
                cancellation);
            gone &= await channel.TryPublishAsync(ControlTopics.Shard(_runId, shard, wave), ReadOnlyMemory<byte>.Empty, retain: true,
                cancellation);
        }

        return gone;
    }

    private void Take(string topic, ReadOnlySequence<byte> payload)
    {
        if (payload.IsEmpty)
        {
            // A retained report is being removed.
            return;
        }

        var reader = new Utf8JsonReader(payload);
        if (ReceivedReport.Read(ref reader) is { } report && ControlTopics.Shard(report.RunId, report.Shard, report.Wave) == topic)
        {
            _heard[(report.Shard, report.Wave)] = _clock.GetUtcNow();
            _reports.Writer.TryWrite(report);
            return;
        }

        Interlocked.Increment(ref _damaged);
    }
}

/// <summary>Reads reports that came from outside: anyone who may publish on the report topics can publish anything.</summary>
internal static class ReceivedReport
{
    /// <summary>Reads a report; null if the JSON is not a whole report.</summary>
    public static ShardReport? Read(ref Utf8JsonReader reader)
    {
        try
        {
            return JsonSerializer.Deserialize(ref reader, EngineJson.Default.ShardReport) is { RunId: not null } report ? report : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads a report; null if the JSON is not a whole report.</summary>
    public static ShardReport? Read(JsonElement json)
    {
        try
        {
            return json.Deserialize(EngineJson.Default.ShardReport) is { RunId: not null } report ? report : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
