using IoTLoad.Aws.Control;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Reports;
using IoTLoad.Storage.InfluxDb;

namespace IoTLoad.Function;

/// <summary>
/// Points of single connections and messages, written to InfluxDB by the function itself: batched and retried as on one machine, and
/// kept on the function's disk while the server is away. What is not written when the shard is over is lost with the function, and
/// its reports say how much that is.
/// </summary>
internal sealed class SampledPoints : IAsyncDisposable
{
    /// <summary>How long the end of a shard waits for points that are still to be sent, at most.</summary>
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(8);

    /// <summary>The smallest function has 128 MB.</summary>
    private const int Memory = 16 * 1024 * 1024;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "iotload-points-" + Guid.NewGuid().ToString("N"));
    private readonly InfluxDbSink _sink;

    /// <exception cref="LoadException">The sample or a certificate is wrong, or the disk cannot be written.</exception>
    public SampledPoints(PointTarget target, LoadPlan plan)
    {
        PrivateFiles.CreateFolder(_folder);
        _sink = new InfluxDbSink(
            new InfluxDbConnection
            {
                Url = target.Url,
                Org = target.Org,
                Bucket = target.Bucket,
                Database = target.Database,
                Username = target.Username,
                Token = target.Token,
                Password = target.Password,
                CaFile = target.CaFile,
                Timeout = target.Timeout,
                SkipCertificateCheck = target.SkipCertificateCheck,
            },
            plan,
            new InfluxDbSinkOptions
            {
                PerSecond = false,
                PointSample = target.Sample,
                PointPayload = target.Payload,
                Folder = _folder,

                // The end of a shard comes soon, so a server that is back is to be noticed soon.
                Writer = new InfluxDbWriterOptions
                {
                    MemoryLimit = Memory,
                    DrainTime = DrainTime,
                    RetryMost = TimeSpan.FromSeconds(2),
                },
            });
    }

    /// <summary>Makes the points.</summary>
    public IMessageTap? Tap => _sink.Tap;

    /// <summary>What became of the points so far.</summary>
    public PointCount Count
    {
        get
        {
            var status = _sink.Status;
            return new PointCount
            {
                Made = status.Added,
                Written = status.Written,
                Reason = (status.LastError ?? status.FirstRejection ?? status.SpoolError)?.Message,
            };
        }
    }

    /// <summary>Sends what is left, for as long as there is time.</summary>
    public async Task FinishAsync(TimeSpan most)
    {
        using var limit = new CancellationTokenSource(most);
        try
        {
            await _sink.FinishAsync(limit.Token);
        }
        catch (LoadException)
        {
            // The count has what is missing, and why.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sink.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
