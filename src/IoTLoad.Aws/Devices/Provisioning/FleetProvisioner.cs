using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using HdrHistogram;
using IoTLoad.Engine;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Running;

namespace IoTLoad.Aws.Devices.Provisioning;

/// <summary>Where devices are provisioned, and what is kept of them.</summary>
/// <param name="Endpoint">The account's endpoint.</param>
/// <param name="ArnPrefix">What ARNs of the account begin with, without the colon after it.</param>
/// <param name="Region">AWS region.</param>
/// <param name="Folder">Folder of keys and certificates.</param>
/// <param name="Progress">Told of each device.</param>
internal sealed record ProvisioningPlace(
    Uri Endpoint, string ArnPrefix, string Region, FleetFolder Folder, IProgress<FleetProgress>? Progress)
{
    /// <summary>What a device connects with.</summary>
    /// <param name="certificate">Its certificate.</param>
    /// <param name="caFile">Authorities that the endpoint's certificate must chain to; null for the system's.</param>
    public TlsPlan IdentityOf(FleetCertificate certificate, string? caFile) => new()
    {
        CaFile = caFile,
        CertificateFile = Folder.CertificateFileOf(certificate),
        KeyFile = Folder.KeyFileOf(certificate),
    };
}

/// <summary>Provisions devices at a rate that does not depend on how fast IoT Core answers, and measures each step.</summary>
internal abstract class FleetProvisioner(ProvisioningPlace place, ProvisioningRequest request, IReadOnlyList<ProvisioningStep> steps)
{
    // What is beyond waits, and that counts: latencies are from when a device was due.
    private const int MostAtOnce = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<ProvisioningStep, (LongHistogram Latency, int Count)> _succeeded =
        steps.ToDictionary(step => step, _ => (Latency.NewHistogram(), 0));
    private readonly LongHistogram _total = Latency.NewHistogram();
    private readonly Dictionary<(ProvisioningStep Step, string Reason), (int Count, string Example)> _failures = [];
    private readonly List<LoadDevice> _devices = [];
    private readonly byte[] _run = Encoding.UTF8.GetBytes(LoadTest.NewId());

    private int _failed;
    private int _connections;

    protected ProvisioningPlace Place => place;

    /// <summary>Gets whatever devices need before the first is due.</summary>
    protected virtual Task PrepareAsync(CancellationToken stop) => Task.CompletedTask;

    /// <summary>Takes one device through its steps.</summary>
    /// <returns>Its certificate.</returns>
    /// <exception cref="ProvisioningFault">It fails at the step that the course names.</exception>
    protected abstract Task<FleetCertificate> ProvisionAsync(Course course);

    /// <summary>Forgets the devices from a number on, which did not begin.</summary>
    protected virtual void Forget(int first)
    {
    }

    /// <summary>ARN of a device's thing; null if nobody has told.</summary>
    protected abstract string? ThingArnOf(string device);

    /// <summary>The rest of the result.</summary>
    protected abstract ProvisioningResult Complete(ProvisioningResult result);

    /// <summary>Provisions the devices. Stopping lets those that have begun come to their end.</summary>
    public async Task<ProvisioningResult> RunAsync(CancellationToken stop)
    {
        var running = new List<Task>();
        using var places = new SemaphoreSlim(MostAtOnce);
        var (started, begin) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp());
        try
        {
            await PrepareAsync(stop);
            (started, begin) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp());
            for (var device = 0; device < request.Count; device++)
            {
                var due = TimeSpan.FromSeconds(device / request.Rate);
                if (due - Stopwatch.GetElapsedTime(begin) is var wait && wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, stop);
                }

                await places.WaitAsync(stop);
                running.Add(InPlaceAsync(places, device, begin + (long)(due.TotalSeconds * Stopwatch.Frequency)));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Those that have not begun are in the result as such.
            Forget(running.Count);
        }

        await Task.WhenAll(running);
        return Result(started, Stopwatch.GetElapsedTime(begin));
    }

    private async Task InPlaceAsync(SemaphoreSlim places, int number, long due)
    {
        var course = new Course(number, due, steps[0]);
        try
        {
            Succeed(course, await ProvisionAsync(course));
        }
        catch (ProvisioningFault fault)
        {
            Fail(course.Step, fault.Reason, fault.Message);
        }
        catch (LoadException error)
        {
            Fail(course.Step, error.ErrorId, error.Message);
        }
        finally
        {
            places.Release();
            lock (_gate)
            {
                place.Progress?.Report(new FleetProgress("Provisioning devices", _devices.Count + _failed, request.Count));
            }
        }
    }

    /// <summary>Opens a connection, which counts.</summary>
    protected Task ConnectAsync(ProvisioningConnection connection, string clientId, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _connections);
        return connection.ConnectAsync(clientId, cancellation);
    }

    /// <summary>Does a step of a device within its time, and measures it; the first from when it was due.</summary>
    /// <exception cref="ProvisioningFault">It takes too long.</exception>
    protected async Task MeasureAsync(Course course, ProvisioningStep step, Func<CancellationToken, Task> work)
    {
        var began = step == steps[0] ? course.Due : Stopwatch.GetTimestamp();
        await LimitAsync(course, step, work);
        Pass(course, step, began, Stopwatch.GetTimestamp());
    }

    /// <summary>Does a step of a device within its time.</summary>
    /// <exception cref="ProvisioningFault">It takes too long.</exception>
    protected async Task LimitAsync(Course course, ProvisioningStep step, Func<CancellationToken, Task> work)
    {
        course.Step = step;
        using var limit = new CancellationTokenSource(request.Timeout);
        try
        {
            await work(limit.Token);
        }
        catch (Exception exception) when (limit.IsCancellationRequested && exception is not (ProvisioningFault or LoadException))
        {
            // MQTTnet has several exceptions for what is given up.
            throw new ProvisioningFault("Timeout", $"{step} took longer than {DurationText.Format(request.Timeout)}.");
        }
    }

    /// <summary>Counts a step that a device has done.</summary>
    protected void Pass(Course course, ProvisioningStep step, long start, long end)
    {
        course.End = end;
        lock (_gate)
        {
            var (latency, count) = _succeeded[step];
            Record(latency, start, end);
            _succeeded[step] = (latency, count + 1);
        }
    }

    /// <summary>A device's values of placeholders.</summary>
    protected MessageContext ContextOf(int number, string name) => new(
        number, request.Count, Encoding.UTF8.GetBytes(name), _run, 0, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000,
        (ulong)RandomNumberGenerator.GetInt32(int.MaxValue), []);

    private void Succeed(Course course, FleetCertificate certificate)
    {
        lock (_gate)
        {
            Record(_total, course.Due, course.End);
            _devices.Add(new LoadDevice
            {
                Name = certificate.Device!,
                NamePrefix = request.NamePrefix,
                ThingArn = ThingArnOf(certificate.Device!),
                CertificateId = certificate.Id,
                CertificateFile = place.Folder.CertificateFileOf(certificate),
                KeyFile = place.Folder.KeyFileOf(certificate),
                Region = place.Region,
            });
        }
    }

    private void Fail(ProvisioningStep step, string reason, string example)
    {
        lock (_gate)
        {
            _failed++;
            var known = _failures.GetValueOrDefault((step, reason));
            _failures[(step, reason)] = (known.Count + 1, known.Example ?? example);
        }
    }

    private static void Record(LongHistogram histogram, long start, long end) => histogram.RecordValue(
        Math.Clamp((long)Stopwatch.GetElapsedTime(start, end).TotalMicroseconds, 1, Latency.MaxMicroseconds));

    private ProvisioningResult Result(DateTimeOffset started, TimeSpan duration) => Complete(new ProvisioningResult
    {
        Template = null,
        Endpoint = place.Endpoint.Authority,
        Requested = request.Count,
        Provisioned = _devices.Count,
        Failed = _failed,
        Connections = _connections,
        Rate = request.Rate,
        Started = started,
        Duration = duration,
        Latency = Latency.Summarize(_total),
        Steps = [.. steps.Select(StepOf)],
        Failures =
        [
            .. _failures.OrderBy(each => each.Key.Step).ThenByDescending(each => each.Value.Count)
                .Select(each => new ProvisioningFailure(each.Key.Step, each.Key.Reason, each.Value.Count, each.Value.Example)),
        ],
        Devices = [.. _devices.OrderBy(device => FleetNames.IndexOf(device.Name))],
    });

    private ProvisioningStepResult StepOf(ProvisioningStep step)
    {
        var (histogram, succeeded) = _succeeded[step];
        var latency = Latency.Summarize(histogram);
        var failed = _failures.Where(each => each.Key.Step == step).Sum(each => each.Value.Count);
        return new ProvisioningStepResult(
            step, succeeded + failed, succeeded, failed, latency.P50, latency.P90, latency.P99, latency.Max);
    }

    /// <summary>One device on its way.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="due">When it was due, as <see cref="Stopwatch.GetTimestamp"/> counts.</param>
    /// <param name="step">Its first step.</param>
    protected sealed class Course(int number, long due, ProvisioningStep step)
    {
        public int Number => number;
        public long Due => due;

        public ProvisioningStep Step { get; set; } = step;

        /// <summary>When the last step that it has done was over.</summary>
        public long End { get; set; }
    }
}
