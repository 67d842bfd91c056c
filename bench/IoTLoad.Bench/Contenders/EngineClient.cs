using System.Diagnostics;
using IoTLoad.Bench.Measuring;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;

namespace IoTLoad.Bench.Contenders;

/// <summary>The engine as a test runs it, with everything recorded and accounted for.</summary>
internal sealed class EngineClient : IContender
{
    public string Name => "IoTLoad.Engine";

    public async Task<Figures> RunAsync(Uri endpoint, Process broker, Load load)
    {
        var stop = new CancellationTokenSource();
        var sampler = new SamplingSink(broker, load, stop);
        var plan = new LoadPlan
        {
            Endpoints = [endpoint],
            Devices = new DevicePlan { Count = load.Connections, ConnectRate = 2000 },
            Traffic = new TrafficPlan { Pattern = TrafficPattern.PublishOnly, QoS = 1, InFlightWindow = load.Window },
            Payload = new PayloadPlan { Kind = PayloadKind.Fixed, Size = load.PayloadSize },
            Stages = [new LoadStage(load.OfferedRate, load.OfferedRate, TimeSpan.FromMinutes(5))],
        };
        var result = await LoadTest.Prepare(plan).RunAsync([sampler], stop.Token);
        if (Accounting.Check(result) is { Count: > 0 } broken)
        {
            throw new BenchException("The sums do not add up: " + string.Join(' ', broken));
        }

        var counters = result.Counters;
        return counters.Failed + counters.Unacked + counters.Disconnected > 0
            ? throw new BenchException($"{counters.Unacked} messages were not acknowledged, {counters.Disconnected} connections lost.")
            : sampler.Figures;
    }
}
