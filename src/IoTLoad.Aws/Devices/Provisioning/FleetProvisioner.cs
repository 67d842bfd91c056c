using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HdrHistogram;
using IoTLoad.Engine;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Running;

namespace IoTLoad.Aws.Devices.Provisioning;

/// <summary>
/// Provisions devices at a rate that does not depend on how fast IoT Core answers, and measures each step. One after the other, a device
/// connects with the claim certificate, asks for a certificate, registers its thing by the template, and connects again as that thing.
/// </summary>
internal sealed class FleetProvisioner(
    Uri endpoint, string arnPrefix, string region, FleetFolder folder, ProvisioningRequest request, IProgress<FleetProgress>? progress)
{
    // What is beyond waits, and that counts: latencies are from when a device was due.
    private const int MostAtOnce = 1000;

    private static readonly int Steps = Enum.GetValues<ProvisioningStep>().Length;

    private readonly Lock _gate = new();
    private readonly LongHistogram[] _latencies = [.. Enumerable.Range(0, Steps).Select(_ => Latency.NewHistogram())];
    private readonly LongHistogram _total = Latency.NewHistogram();
    private readonly int[] _succeeded = new int[Steps];
    private readonly Dictionary<(ProvisioningStep Step, string Reason), (int Count, string Example)> _failures = [];
    private readonly List<LoadDevice> _devices = [];
    private readonly byte[] _run = Encoding.UTF8.GetBytes(LoadTest.NewId());
    private readonly IReadOnlyList<(string Name, TextTemplate Value)> _parameters =
    [
        .. request.Parameters.Select(each =>
            (each.Key, TextTemplate.Parse(each.Value, $"-Parameter {each.Key}", TemplateScope.Connection))),
    ];

    private int _failed;

    /// <summary>Provisions the devices. Stopping lets those that have begun come to their end.</summary>
    public async Task<ProvisioningResult> RunAsync(CancellationToken stop)
    {
        var (started, begin) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp());
        using var places = new SemaphoreSlim(MostAtOnce);
        var running = new List<Task>();
        try
        {
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
        }

        await Task.WhenAll(running);
        return Result(started, Stopwatch.GetElapsedTime(begin));
    }

    private async Task InPlaceAsync(SemaphoreSlim places, int number, long due)
    {
        try
        {
            await ProvisionAsync(number, due);
        }
        finally
        {
            places.Release();
            lock (_gate)
            {
                progress?.Report(new FleetProgress("Provisioning devices", _devices.Count + _failed, request.Count));
            }
        }
    }

    private async Task ProvisionAsync(int number, long due)
    {
        var name = FleetNames.ThingOf(request.NamePrefix, number);
        var step = ProvisioningStep.ClaimConnect;
        try
        {
            using var claim = new ClaimedDevice(endpoint, request.Claim);
            string[] topics = [ClaimedDevice.CreateTopic, ClaimedDevice.ProvisionTopic(request.Template)];
            var (id, certificate, key) = ("", "", "");
            await MeasureAsync(step, due, async limit =>
            {
                // A client ID may connect once a second, and the device is to come back as its thing.
                await claim.ConnectAsync($"{name}-claim", limit);
                await claim.SubscribeAsync(topics, limit);
            });

            var token = "";
            await MeasureAsync(step = ProvisioningStep.CreateKeys, null, async limit =>
            {
                var keys = await claim.AskAsync(topics[0], "{}"u8.ToArray(), limit);
                (id, certificate) = (Member(keys, "certificateId"), Member(keys, "certificatePem"));
                (key, token) = (Member(keys, "privateKey"), Member(keys, "certificateOwnershipToken"));
            });

            await MeasureAsync(step = ProvisioningStep.RegisterThing, null, async limit =>
            {
                var thing = await claim.AskAsync(topics[1], Registration(number, name, token), limit);
                name = ClaimedDevice.Text(thing, "thingName") ?? name;
            });
            await claim.LeaveAsync();

            step = ProvisioningStep.Reconnect;
            var kept = new FleetCertificate { Device = name, Id = id, Arn = $"{arnPrefix}:cert/{id}" };
            folder.Add(kept, certificate, key);
            var tls = request.Claim with { CertificateFile = folder.CertificateFileOf(kept), KeyFile = folder.KeyFileOf(kept) };
            using var own = new ClaimedDevice(endpoint, tls);
            await MeasureAsync(step, null, limit => own.ConnectAsync(name, limit));
            Succeed(due, kept, tls);
            await own.LeaveAsync();
        }
        catch (ProvisioningFault fault)
        {
            Fail(step, fault.Reason, fault.Message);
        }
        catch (LoadException error)
        {
            Fail(step, error.ErrorId, error.Message);
        }
    }

    private async Task MeasureAsync(ProvisioningStep step, long? due, Func<CancellationToken, Task> work)
    {
        var start = due ?? Stopwatch.GetTimestamp();
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

        lock (_gate)
        {
            _succeeded[(int)step]++;
            Record(_latencies[(int)step], start);
        }
    }

    private byte[] Registration(int number, string name, string token)
    {
        var context = new MessageContext(
            number, request.Count, Encoding.UTF8.GetBytes(name), _run, 0, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000,
            (ulong)RandomNumberGenerator.GetInt32(int.MaxValue), []);
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("certificateOwnershipToken", token);
        json.WriteStartObject("parameters");
        foreach (var (parameter, value) in _parameters)
        {
            json.WriteString(parameter, value.Format(context));
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static string Member(JsonElement answer, string name) => ClaimedDevice.Text(answer, name)
        ?? throw new ProvisioningFault("ResponseInvalid", $"The response has no {name}.");

    private void Succeed(long due, FleetCertificate certificate, TlsPlan tls)
    {
        lock (_gate)
        {
            Record(_total, due);
            _devices.Add(new LoadDevice
            {
                Name = certificate.Device!,
                NamePrefix = request.NamePrefix,
                ThingArn = $"{arnPrefix}:thing/{certificate.Device}",
                CertificateId = certificate.Id,
                CertificateFile = tls.CertificateFile,
                KeyFile = tls.KeyFile,
                Region = region,
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

    private static void Record(LongHistogram histogram, long start) => histogram.RecordValue(
        Math.Clamp((long)Stopwatch.GetElapsedTime(start).TotalMicroseconds, 1, Latency.MaxMicroseconds));

    private ProvisioningResult Result(DateTimeOffset started, TimeSpan duration) => new()
    {
        Template = request.Template,
        Endpoint = endpoint.Authority,
        Requested = request.Count,
        Provisioned = _devices.Count,
        Failed = _failed,
        Rate = request.Rate,
        Started = started,
        Duration = duration,
        Latency = Latency.Summarize(_total),
        Steps = [.. Enum.GetValues<ProvisioningStep>().Select(StepOf)],
        Failures =
        [
            .. _failures.OrderBy(each => each.Key.Step).ThenByDescending(each => each.Value.Count)
                .Select(each => new ProvisioningFailure(each.Key.Step, each.Key.Reason, each.Value.Count, each.Value.Example)),
        ],
        Devices = [.. _devices.OrderBy(device => FleetNames.IndexOf(device.Name))],
    };

    private ProvisioningStepResult StepOf(ProvisioningStep step)
    {
        var (succeeded, latency) = (_succeeded[(int)step], Latency.Summarize(_latencies[(int)step]));
        var failed = _failures.Where(each => each.Key.Step == step).Sum(each => each.Value.Count);
        return new ProvisioningStepResult(
            step, succeeded + failed, succeeded, failed, latency.P50, latency.P90, latency.P99, latency.Max);
    }
}
