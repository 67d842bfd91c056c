using System.Threading.Channels;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Storage.Otlp;

/// <summary>
/// Exports a test's per-second metrics by OTLP while it runs, with OpenTelemetry's own exporter. Reports are queued and exported
/// elsewhere, so that no collector holds up the test. OpenTelemetry's metrics are those of the present: what a collector that was
/// away has missed of single seconds cannot be sent later, and is counted; sums are right again with the next export.
/// </summary>
public sealed class OtlpSink : IReportSink
{
    /// <summary>Reports that may wait; of what is older, only the sums are exported.</summary>
    private const int MostWaiting = 5;

    private readonly OtlpConnection _connection;
    private readonly OtlpSeries _series;
    private readonly BaseExportingMetricReader _reader;
    private readonly MeterProvider _provider;
    private readonly Channel<ShardReport> _reports = Channel.CreateUnbounded<ShardReport>();
    private readonly Task _exporting;
    private int _exported;
    private int _missed;
    private bool _disposed;

    /// <summary>Begins to export.</summary>
    /// <param name="connection">Where to; check it beforehand with <see cref="OtlpCheck"/>.</param>
    /// <param name="runId">The run's ID.</param>
    /// <param name="plan">The plan that runs.</param>
    public OtlpSink(OtlpConnection connection, string runId, LoadPlan plan)
    {
        _connection = connection;

        // As attributes of each point, too: stores of Prometheus's kind keep those of the resource elsewhere.
        _series = new OtlpSeries(
            [new("test", runId), new("protocol", plan.Protocol.ToString())],
            plan.Parts.ToDictionary(part => part.Scenario ?? "", part => part.Traffic.Pattern.ToString()));
        _reader = new BaseExportingMetricReader(
            new OtlpMetricExporter(OptionsOf(connection)))
        { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative };
        var resource = ResourceBuilder.CreateEmpty()
            .AddService("iotload", serviceVersion: _series.Meter.Version, autoGenerateServiceInstanceId: false, serviceInstanceId: runId);
        if (plan.Name.Length > 0)
        {
            resource.AddAttributes([new("iotload.test.name", plan.Name)]);
        }

        // Meters are found by name, and tests that run at the same time have meters of the same name.
        _provider = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(_series.Meter.Name)
            .AddView(instrument => ReferenceEquals(instrument.Meter, _series.Meter) ? null : MetricStreamConfiguration.Drop)
            .AddReader(_reader)
            .Build();
        _exporting = Task.Run(ExportAsync);
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(ShardReport report, CancellationToken cancellationToken)
    {
        _reports.Writer.TryWrite(report);
        return ValueTask.CompletedTask;
    }

    /// <summary>Exports what is left.</summary>
    /// <exception cref="LoadException"><c>OtlpIncomplete</c>: how many seconds the collector does not have, and why.</exception>
    public async ValueTask CompleteAsync(LoadResult result, CancellationToken cancellationToken)
    {
        _reports.Writer.TryComplete();
        await _exporting;
        if (_missed > 0)
        {
            var why = await WhyAsync(cancellationToken);
            throw new LoadException(
                "OtlpIncomplete",
                why?.Kind ?? LoadErrorKind.ConnectionFailed,
                Text(
                    $"The collector at {_connection.Place} has {_exported} of {_exported + _missed} seconds. {why?.Message}").TrimEnd(),
                $"{why?.RecommendedAction} The run's own folder has them all (Get-IoTLoadMetrics).".TrimStart(),
                _connection.Place,
                why);
        }
    }

    /// <summary>Stops exporting.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _reports.Writer.TryComplete();

        await _exporting;
        _series.Dispose();
        _provider.Dispose();
    }

    private async Task ExportAsync()
    {
        await foreach (var report in _reports.Reader.ReadAllAsync())
        {
            _series.Set(report);
            foreach (var slice in report.Slices)
            {
                if (TrySet(report, slice) && _reports.Reader.Count <= MostWaiting
                    && _reader.Collect((int)_connection.Timeout.TotalMilliseconds))
                {
                    _exported++;
                }
                else
                {
                    _missed++;
                }
            }
        }
    }

    private bool TrySet(ShardReport report, Slice slice)
    {
        try
        {
            _series.Set(report, slice);
            return true;
        }
        catch (FormatException)
        {
            // A damaged histogram costs its second, and no later one.
            return false;
        }
    }

    private async Task<LoadException?> WhyAsync(CancellationToken cancellation)
    {
        try
        {
            await OtlpCheck.RunAsync(_connection, cancellation);
            return null;
        }
        catch (LoadException exception)
        {
            return exception;
        }
    }

    private static OtlpExporterOptions OptionsOf(OtlpConnection connection) => new()
    {
        Endpoint = connection.Url,
        Protocol = connection.Transport == OtlpTransport.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf,
        TimeoutMilliseconds = (int)connection.Timeout.TotalMilliseconds,

        // Not as the exporter's own option: that one is a text in which a header's value can hold no comma.
        HttpClientFactory = () =>
        {
            // A redirect would take the headers, which may be secret, to another server.
            var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = connection.Timeout };
            foreach (var (name, value) in connection.Headers)
            {
                http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
            }

            return http;
        },
    };
}
