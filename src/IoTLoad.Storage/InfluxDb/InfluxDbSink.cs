using System.Threading.Channels;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>
/// Writes a test's series to InfluxDB while it runs. Reports are queued and encoded elsewhere, so that neither a server nor a disk
/// holds up the test; what the server cannot take waits in the run's folder.
/// </summary>
public sealed class InfluxDbSink : IReportSink
{
    private readonly InfluxDbConnection _connection;
    private readonly InfluxDbClient _client;
    private readonly InfluxDbWriter _writer;
    private readonly SecondLines? _seconds;
    private readonly PointLines? _points;
    private readonly string? _spoolFolder;
    private readonly Channel<ShardReport> _reports = Channel.CreateUnbounded<ShardReport>();
    private readonly Task _encoding;
    private bool _disposed;

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
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(plan);
        options ??= new InfluxDbSinkOptions();
        if (!(options.PointSample >= 0 && options.PointSample <= 1))
        {
            throw new LoadException(
                "InfluxDbPointSampleInvalid",
                LoadErrorKind.InvalidInput,
                FormattableString.Invariant($"A point sample of {options.PointSample} makes no sense."),
                "Write -PointSample as a share from 0 to 1: 0.01 writes a point for one message in a hundred.",
                options.PointSample);
        }

        _connection = connection;
        _seconds = options.PerSecond ? new SecondLines(plan, options.Measurement, options.Tags) : null;
        _client = new InfluxDbClient(connection);
        _spoolFolder = options.Folder is null ? null : Path.Combine(options.Folder, InfluxDbSpool.FolderName);
        try
        {
            var spool = _spoolFolder is null ? null : InfluxDbSpool.Open(_spoolFolder);
            _writer = new InfluxDbWriter(_client, options.Writer, spool, (ulong)plan.Seed);
        }
        catch
        {
            _client.Dispose();
            throw;
        }

        _points = options.PointSample > 0 ? new PointLines(plan, options.PointSample, options.PointPayload, line => _writer.Add(line)) : null;
        _encoding = Task.Run(EncodeAsync);
    }

    /// <inheritdoc/>
    public IMessageTap? Tap => _points;

    /// <summary>What became of the lines so far.</summary>
    public InfluxDbWriterStatus Status => _writer.Status;

    /// <summary>Whether reports come faster than they are encoded and taken from memory.</summary>
    internal bool IsBusy => _reports.Reader.Count > 100 || _writer.IsBusy;

    /// <inheritdoc/>
    public ValueTask WriteAsync(ShardReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        _reports.Writer.TryWrite(report);
        return ValueTask.CompletedTask;
    }

    /// <summary>Sends what is left, for as long as the drain time.</summary>
    /// <exception cref="LoadException"><c>InfluxDbIncomplete</c>, or the rejection of a line: what the server does not have, why, and where it is now.</exception>
    public async ValueTask CompleteAsync(LoadResult result, CancellationToken cancellationToken) => await FinishAsync(cancellationToken);

    /// <inheritdoc cref="CompleteAsync"/>
    internal async Task<InfluxDbWriterStatus> FinishAsync(CancellationToken cancellationToken)
    {
        _reports.Writer.TryComplete();
        await _encoding;
        var status = await _writer.CompleteAsync(cancellationToken);
        if (status.Waiting > 0 || status.Dropped > 0 || status.SpoolHolds)
        {
            throw Incomplete(status);
        }

        if (status.FirstRejection is { } rejection)
        {
            throw new LoadException(
                rejection.ErrorId,
                rejection.Kind,
                FormattableString.Invariant($"{status.Rejected} of {status.Added} lines were rejected{Where(status)}. {rejection.Message}"),
                rejection.RecommendedAction,
                rejection.Target,
                rejection);
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
        _reports.Writer.TryComplete();

        // A fault of it has been told by CompleteAsync.
        await _encoding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _writer.DisposeAsync();
        _client.Dispose();
        _points?.Dispose();
    }

    private async Task EncodeAsync()
    {
        await foreach (var report in _reports.Reader.ReadAllAsync())
        {
            _seconds?.Write(report, line => _writer.Add(line));
        }
    }

    private LoadException Incomplete(InfluxDbWriterStatus status)
    {
        var why = status.LastError ?? status.SpoolError;
        var kept = _spoolFolder is null || !status.SpoolHolds ? ""
            : status.Waiting == 0 ? $" What an earlier process left waits in '{_spoolFolder}'."
            : FormattableString.Invariant($" {status.Waiting} wait in '{_spoolFolder}'.");
        var dropped = status.Dropped == 0 ? "" : FormattableString.Invariant($" {status.Dropped} found no room in memory or on disk; the run's folder has the series itself.");
        var spool = status.SpoolError is { } error && error != why ? " " + error.Message : "";
        return new LoadException(
            "InfluxDbIncomplete",
            why?.Kind ?? LoadErrorKind.ConnectionFailed,
            FormattableString.Invariant(
                $"InfluxDB at {_connection.Place} has {status.Written} of {status.Added} lines.{kept}{dropped} {why?.Message ?? "The time to send them was over."}{spool}"),
            $"{why?.RecommendedAction} Then send the rest with Send-IoTLoadMetrics.".TrimStart(),
            _connection.Place,
            why);
    }

    private string Where(InfluxDbWriterStatus status) => _spoolFolder is null || status.Rejected == 0 ? "" : $", and are in '{_spoolFolder}'";
}
