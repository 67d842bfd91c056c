using System.Threading.Channels;
using InfluxDB.Client.Writes;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>
/// Writes a test's series to InfluxDB while it runs. Points are made in a task of their own, so that neither a server nor a disk
/// holds up the test; what the server cannot take waits in the run's folder.
/// </summary>
public sealed class InfluxDbSink : IReportSink
{
    private readonly InfluxDbConnection _connection;
    private readonly InfluxDbClient _client;
    private readonly InfluxDbWriter _writer;
    private readonly SecondPoints? _seconds;
    private readonly MessagePoints? _messages;
    private readonly string? _folder;
    private readonly string? _spoolFolder;
    private readonly Channel<Func<IEnumerable<PointData>>> _work = Channel.CreateUnbounded<Func<IEnumerable<PointData>>>();
    private readonly Task _encoding;
    private LoadException? _damage;
    private long _unmade;
    private bool _disposed;

    /// <summary>Samples that may wait to become points; what comes beyond is dropped and counted.</summary>
    private const int MostSamples = 200_000;

    /// <summary>Begins to write. The server is not waited for: one that is away now may be back later.</summary>
    /// <param name="connection">The server; check it beforehand with <see cref="InfluxDbCheck"/>.</param>
    /// <param name="plan">The plan that runs, with its seed drawn.</param>
    /// <param name="options">What to write.</param>
    /// <exception cref="LoadException">
    /// <c>InfluxDbNameInvalid</c>, <c>InfluxDbPointSampleInvalid</c>, <c>InfluxDbSpoolNotWritten</c>, <c>InfluxDbSpoolInUse</c>, or a
    /// certificate or key that cannot be read.
    /// </exception>
    public InfluxDbSink(InfluxDbConnection connection, LoadPlan plan, InfluxDbSinkOptions? options = null)
    {
        options ??= new InfluxDbSinkOptions();
        CheckSample(options.PointSample);
        _connection = connection;
        _seconds = options.PerSecond ? new SecondPoints(plan, options.Measurement, options.Tags) : null;
        _client = new InfluxDbClient(connection);
        _folder = options.Folder;
        _spoolFolder = options.Folder is null ? null : Path.Combine(options.Folder, InfluxDbSpool.FolderName);
        InfluxDbSpool? spool = null;
        try
        {
            spool = _spoolFolder is null ? null : InfluxDbSpool.Open(_spoolFolder);
            if (_folder is not null && options.PerSecond)
            {
                UnfinishedSink.Begin(_folder, connection);
            }

            _writer = new InfluxDbWriter(_client, options.Writer, spool, (ulong)plan.Seed);
        }
        catch
        {
            spool?.Dispose();
            _client.Dispose();
            throw;
        }

        _messages = options.PointSample > 0 ? new MessagePoints(plan, options.PointSample, options.PointPayload, AddSample) : null;
        _encoding = Task.Run(EncodeAsync);
    }

    /// <summary>Checks a share of messages that become points.</summary>
    /// <exception cref="LoadException"><c>InfluxDbPointSampleInvalid</c>.</exception>
    public static void CheckSample(double sample)
    {
        if (!(sample >= 0 && sample <= 1))
        {
            throw LoadException.InvalidInput(
                "InfluxDbPointSampleInvalid", $"The point sample must be from 0 to 1, not {sample}.",
                "Give the share of messages that become points: 0.01 writes a point for one message in a hundred.", sample);
        }
    }

    /// <inheritdoc/>
    public IMessageTap? Tap => _messages;

    /// <summary>What became of the lines so far.</summary>
    public InfluxDbWriterStatus Status => _writer.Status is var status && Interlocked.Read(ref _unmade) is var unmade
        ? status with { Added = status.Added + unmade, Dropped = status.Dropped + unmade }
        : status;

    /// <summary>Whether reports come faster than they are encoded and taken from memory.</summary>
    internal bool IsBusy => _work.Reader.Count > 100 || _writer.IsBusy;

    /// <inheritdoc/>
    public ValueTask WriteAsync(ShardReport report, CancellationToken cancellationToken)
    {
        if (_seconds is not null)
        {
            _work.Writer.TryWrite(() => _seconds.Of(report));
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Sends what is left, for as long as the drain time.</summary>
    /// <exception cref="LoadException"><c>InfluxDbIncomplete</c>, or the rejection of a line: what the server does not have, why,
    /// and where it is now.</exception>
    public async ValueTask CompleteAsync(LoadResult result, CancellationToken cancellationToken) => await FinishAsync(cancellationToken);

    /// <inheritdoc cref="CompleteAsync"/>
    /// <returns>What became of the lines.</returns>
    public async Task<InfluxDbWriterStatus> FinishAsync(CancellationToken cancellationToken)
    {
        _work.Writer.TryComplete();
        await _encoding;
        var spoolHolds = (await _writer.CompleteAsync(cancellationToken)).SpoolHolds;
        var status = Status with { SpoolHolds = spoolHolds };
        if (_folder is not null && status.Dropped == 0 && (status.Waiting == 0 || spoolHolds))
        {
            UnfinishedSink.End(_folder);
        }

        if (status.Waiting > 0 || status.Dropped > 0 || status.SpoolHolds)
        {
            throw Incomplete(status);
        }

        if (status.FirstRejection is { } rejection)
        {
            var where = _spoolFolder is null ? "" : $", and are in '{_spoolFolder}'";
            throw new LoadException(
                rejection.ErrorId,
                rejection.Kind,
                Text($"{status.Rejected} of {status.Added} lines were rejected{where}. {rejection.Message}"),
                rejection.RecommendedAction,
                rejection.Target,
                rejection);
        }

        if (_damage is not null)
        {
            throw _damage;
        }

        return status;
    }

    /// <summary>Stops writing; what is left stays in the run's folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _work.Writer.TryComplete();

        await _encoding;
        await _writer.DisposeAsync();
        _client.Dispose();
    }

    private void AddSample(Func<PointData> make)
    {
        if (_work.Reader.Count >= MostSamples)
        {
            Interlocked.Increment(ref _unmade);
            return;
        }

        _work.Writer.TryWrite(() => [make()]);
    }

    private async Task EncodeAsync()
    {
        await foreach (var make in _work.Reader.ReadAllAsync())
        {
            try
            {
                foreach (var point in make())
                {
                    _writer.Add(point.ToLineProtocol());
                }
            }
            catch (FormatException exception)
            {
                // A damaged histogram costs its report, and no later one.
                _damage ??= new LoadException(
                    "InfluxDbIncomplete", LoadErrorKind.DataDamaged,
                    $"InfluxDB at {_connection.Place} lacks the points of a report that cannot be read: {exception.Message.TrimEnd('.')}.",
                    "The run's folder has what the report said.", _connection.Place, exception);
            }
        }
    }

    private LoadException Incomplete(InfluxDbWriterStatus status)
    {
        var why = status.LastError ?? status.SpoolError;
        var kept = _spoolFolder is null || !status.SpoolHolds ? ""
            : status.Waiting == 0 ? $" What an earlier process left waits in '{_spoolFolder}'."
            : Text($" {status.Waiting} wait in '{_spoolFolder}'.");
        var dropped = status.Dropped == 0 ? "" : Text(
            $" {status.Dropped} found no room in memory or on disk; the run's folder has the per-second series.");
        var spool = status.SpoolError is { } error && error != why ? " " + error.Message : "";
        return new LoadException(
            "InfluxDbIncomplete",
            why?.Kind ?? LoadErrorKind.ConnectionFailed,
            Text($"InfluxDB at {_connection.Place} has {status.Written} of {status.Added} lines.{kept}{dropped} ")
                + (why?.Message ?? "There was no time left to send them.") + spool,
            $"{why?.RecommendedAction} Then send the rest with Send-IoTLoadMetrics.".TrimStart(),
            _connection.Place,
            why);
    }
}

/// <summary>What a test writes to InfluxDB.</summary>
public sealed record InfluxDbSinkOptions
{
    /// <summary>Name of the per-second measurement where no other is given.</summary>
    public const string DefaultMeasurement = "iotload";

    /// <summary>Name of the per-second measurement; those of buckets and failures begin with it.</summary>
    public string Measurement { get; init; } = DefaultMeasurement;

    /// <summary>Whether to write the per-second measurements.</summary>
    public bool PerSecond { get; init; } = true;

    /// <summary>Share of connections and messages, 0 to 1, that become a <c>CONNECT</c> or <c>RECEIVE</c> point each.</summary>
    public double PointSample { get; init; }

    /// <summary>Whether <c>RECEIVE</c> points hold the message's payload.</summary>
    public bool PointPayload { get; init; }

    /// <summary>Further tags of the per-second measurements.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Folder in which lines wait while the server is away, such as the run's folder; null keeps them in memory only.</summary>
    public string? Folder { get; init; }

    /// <summary>How lines are gathered, sent and tried again.</summary>
    public InfluxDbWriterOptions Writer { get; init; } = new();
}
