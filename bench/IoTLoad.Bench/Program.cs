using System.Globalization;
using IoTLoad.Bench.Cases;
using IoTLoad.Bench.Peers;

namespace IoTLoad.Bench;

/// <summary>The command line: one case a run, see docs/performance.md.</summary>
internal static class Program
{
    private const int Held = 0;
    private const int Missed = 1;
    private const int Malfunction = 2;

    private const string Usage = """
        dotnet run -c Release --project bench/IoTLoad.Bench -- <case> [options]

        qos1      100 connections, window 20, 256 bytes, QoS 1, as fast as it goes: the engine beside raw sockets,
                  on mosquitto and on a sink that only acknowledges
        table     every kind of load beside raw sockets that do the same, as one table; artifacts/bench/table.json has it too
        ratios    whether some rows of the table became a third worse than bench/ratios.json says; CI runs it
        paced     20,000 messages/s over 10,000 connections to mosquitto, in a process of its own
        embedded  1,000 messages/s round trip over 100 devices on the embedded broker, and as fast as it goes
        sandbox   the sandbox's device gateway with client certificates: 20,000 publishes/s; 5,000 devices' round trips; what a
                  publish costs with 100, 1,000 and 10,000 subscribed devices
        soak      an hour of 1,000 messages/s with reconnects: memory must not grow. For a night, not for CI
        live      what the live page costs a test of 20,000/s: the same test with and without one
        first     the first test of a pwsh session beside the second one
        import    Import-Module of artifacts/module/IoTLoad in pwsh
        identities  an inventory of 10,000 certificates and keys, beside a plain loop that reads the same files
        signing   Signature Version 4 of a message over HTTP, beside the hashes alone
        function  size and cold start of the Lambda function in artifacts/function
        share     what one function carries, with one core and 1,024 file descriptors
        merge     the reports of 10, 100 and 1,000 workers put together, without the workers
        adopt     a session takes over a test of 200 functions and 8 hours: the peak memory that this needs
        influx-write  100,000 points/s into influxd
        influx-read   a million points from influxd through pwsh's pipeline into a CSV file

        --quick        a few seconds, to see that it works; the bars do not decide the exit code
        --rounds n     rounds of each contender (qos1: 5, table: 3), or sessions (first: 5, import: 11)
        --seconds n    measured seconds of a round (qos1: 6; table: 8; paced, sandbox, influx-write: 20; live: 60;
                       adopt: seconds of the test, 28800; soak: 3600)
        --only name    qos1: one target, mosquitto or sink; table: rows whose name contains it;
                       sandbox: one part, publish, roundtrip or devices;
                       share: one platform, sandbox or mosquitto
        --keep         ratios: measure them, and write the file
        --reference    qos1: MQTTnet's full client as well
        --alone name   qos1: one contender by itself (raw, engine), for a profiler

        Exit code: 0 all bars held, 1 a bar was missed, 2 it did not work.
        """;

    public static async Task<int> Main(string[] arguments)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        if (BenchOptions.TryParse(arguments) is not { } options)
        {
            Console.Error.WriteLine(Usage);
            return Malfunction;
        }

        try
        {
            var held = options.Case switch
            {
                "qos1" => await Qos1Case.RunAsync(options),
                "table" => await TableCase.RunAsync(options),
                "ratios" => await RatiosCase.RunAsync(options),
                "paced" => await PacedCase.RunAsync(options),
                "embedded" => await EmbeddedCase.RunAsync(options),
                "sandbox" => await SandboxCase.RunAsync(options),
                "soak" => await SoakCase.RunAsync(options),
                "live" => await LiveCase.RunAsync(options),
                "first" => await FirstCase.RunAsync(options),
                "import" => await ImportCase.RunAsync(options),
                "identities" => await IdentitiesCase.RunAsync(options),
                "signing" => await SigningCase.RunAsync(options),
                "function" => await FunctionCase.RunAsync(options),
                "share" => await ShareCase.RunAsync(options),
                "merge" => await MergeCase.RunAsync(options),
                "adopt" => await AdoptCase.RunAsync(options),
                "influx-write" => await InfluxWriteCase.RunAsync(options),
                "influx-read" => await InfluxReadCase.RunAsync(options),

                // Started by the cases as separate processes.
                TableCase.Worker => await TableCase.WorkAsync(options),
                IdentitiesCase.Worker => IdentitiesCase.Work(options),
                AdoptCase.Worker => await AdoptCase.WorkAsync(options),
                PacedCase.Worker => await PacedCase.WorkAsync(options),
                AckSink.Worker => await AckSink.ServeAsync(options),
                _ => throw new BenchException($"There is no case {options.Case}.\n{Usage}"),
            };
            return held || options.Quick ? Held : Missed;
        }
        catch (Exception exception)
        {
            // The end of the command line: whatever went wrong is said, and is the exit code.
            Console.Error.WriteLine(exception is BenchException ? exception.Message : exception);
            return Malfunction;
        }
    }
}
