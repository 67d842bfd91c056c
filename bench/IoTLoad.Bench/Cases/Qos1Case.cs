using IoTLoad.Bench.Contenders;
using IoTLoad.Bench.Measuring;
using IoTLoad.Bench.Peers;

namespace IoTLoad.Bench.Cases;

/// <summary>
/// The publish path at full speed, the engine beside its floor. The two take turns against one broker, and each pair of
/// rounds gives a ratio: what else runs on the machine changes the rates, and hardly the ratios.
/// </summary>
internal static class Qos1Case
{
    private const double RateBar = 0.92;
    private const double CpuBar = 1.3;
    private const double SinkCpuBar = 1.6;
    private const string Mosquitto = "mosquitto";
    private const string Sink = "a sink that only acknowledges";

    public static async Task<bool> RunAsync(BenchOptions options)
    {
        var held = true;
        if (options.Only is null or Mosquitto)
        {
            await using var broker = await ListeningProcess.StartMosquittoAsync();
            held &= await CompareAsync(Mosquitto, broker, 400_000, options);
        }

        if (options.Only is null or "sink")
        {
            await using var sink = await ListeningProcess.StartSinkAsync();

            // More than the sink takes, as with mosquitto: at a rate that is met, a send carries what is due and not a whole window.
            held &= await CompareAsync(Sink, sink, 2_000_000, options);
        }

        return held;
    }

    private static async Task<bool> CompareAsync(string target, ListeningProcess broker, double offered, BenchOptions options)
    {
        var rounds = options.Rounds ?? (options.Quick ? 1 : 5);
        var measured = TimeSpan.FromSeconds(options.Seconds ?? (options.Quick ? 1 : 6));
        var load = new Load(Connections: 100, Window: 20, PayloadSize: 256, offered, TimeSpan.FromSeconds(options.Quick ? 1 : 2), measured);
        List<IContender> contenders = [new RawSockets(), new EngineClient()];
        if (options.Reference)
        {
            contenders.Add(new FullClient());
        }

        if (options.Alone is not null)
        {
            contenders.RemoveAll(contender => !contender.Name.Contains(options.Alone, StringComparison.OrdinalIgnoreCase));
        }

        Console.WriteLine($"QoS 1, {load.Connections} connections, window {load.Window}, {load.PayloadSize} bytes, "
            + $"{rounds} x {measured.TotalSeconds:0} s on {target}, {Environment.ProcessorCount} cores");
        Console.WriteLine($"{"",-16}{"messages/s",12}{"CPU %",8}{"us CPU/msg",12}{"broker CPU %",14}{"bytes/msg",11}{"memory MB",11}");
        var all = contenders.ToDictionary(contender => contender, _ => new List<Figures>());
        if (!options.Quick)
        {
            // The compiler's tiers: a round each that does not count.
            foreach (var contender in contenders)
            {
                await contender.RunAsync(broker.Endpoint, broker.Process, load with { Measured = TimeSpan.FromSeconds(2) });
            }
        }

        for (var round = 0; round < rounds; round++)
        {
            foreach (var contender in contenders)
            {
                var figures = await contender.RunAsync(broker.Endpoint, broker.Process, load);
                all[contender].Add(figures);
                Print(contender.Name, figures);
            }
        }

        foreach (var contender in contenders)
        {
            Print(contender.Name + " *", MedianOf(all[contender]));
        }

        if (contenders.Count < 2)
        {
            return true;
        }

        var pairs = all[contenders[0]].Zip(all[contenders[1]]).ToList();
        var rate = Median.Of(pairs.Select(pair => pair.Second.Rate / pair.First.Rate));
        var cpu = Median.Of(pairs.Select(pair => pair.Second.CpuPerMessage / pair.First.CpuPerMessage));
        // What is missed at a rate that is asked for and not met is counted too, so that the rate on a sink has no bar.
        var held = Bar.AtMost($"{target}: CPU a message over the floor's", cpu, target == Sink ? SinkCpuBar : CpuBar, "0.000");
        if (target == Sink)
        {
            Console.WriteLine($"{target}: rate {rate:0.000} of the floor's");
        }
        else
        {
            held &= Bar.AtLeast($"{target}: rate over the floor's", rate, RateBar, "0.000");
        }

        Console.WriteLine();
        return held;
    }

    private static Figures MedianOf(List<Figures> figures) => new(
        Median.Of(figures.Select(f => f.Rate)),
        Median.Of(figures.Select(f => f.CpuPercent)),
        Median.Of(figures.Select(f => f.CpuPerMessage)),
        Median.Of(figures.Select(f => f.BrokerPercent)),
        Median.Of(figures.Select(f => f.AllocatedPerMessage)),
        figures.Max(f => f.WorkingSet));

    private static void Print(string name, Figures f) => Console.WriteLine(
        $"{name,-16}{f.Rate,12:N0}{f.CpuPercent,8:0}{f.CpuPerMessage,12:0.00}{f.BrokerPercent,14:0}"
            + $"{f.AllocatedPerMessage,11:0.00}{f.WorkingSet / 1e6,11:0}");
}
