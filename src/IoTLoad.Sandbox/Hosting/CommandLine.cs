using System.Globalization;
using System.Text.Json;
using IoTLoad.Sandbox.Faults;
using IoTLoad.Sandbox.Gateway;
using IoTLoad.Sandbox.Lambda;

namespace IoTLoad.Sandbox.Hosting;

/// <summary>The options of the executable.</summary>
internal static class CommandLine
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Help = """
        IoTLoad.Sandbox: a stand-in for AWS IoT Core, Lambda and CloudWatch on this machine's loopback address.
        Prints one line of JSON with its endpoints and throw-away credentials, and runs until it is told to stop.

          --port N                  port of AWS's services (default: a free one)
          --device-port N           port of devices: MQTT, HTTPS and WebSocket (default: a free one)
          --region NAME             region that it stands for (default: us-east-1)
          --account ID              account that it stands for, twelve digits (default: 123456789012)
          --cloudwatch-delay S      seconds from a minute's beginning until CloudWatch shows it (default: 0)
          --limits JSON             limits of IoT Core that differ, such as {"publishesPerConnectionPerSecond":null};
                                    null switches one off, and the word none all of them
          --function-limits JSON    limits of Lambda that differ, such as {"concurrentExecutions":10}
          --faults JSON             faults from the start on, such as {"throttle":0.1,"latency":0.05}
          --state-dir FOLDER        where its folder of certificates and functions is made
          --parent-pid N            end when this process ends
          --watch-stdin             end when standard input ends
        """;

    /// <exception cref="FormatException">One of them is not known, or its value is none; the message says which.</exception>
    public static SandboxOptions Read(IReadOnlyList<string> arguments)
    {
        var options = new SandboxOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            if (name == "--watch-stdin")
            {
                options = options with { WatchInput = true };
                continue;
            }

            if (++i == arguments.Count)
            {
                throw new FormatException($"The option '{name}' is not known, or has no value. --help lists the options.");
            }

            options = Set(options, name, arguments[i]);
        }

        return options;
    }

    private static SandboxOptions Set(SandboxOptions options, string name, string value) => name switch
    {
        "--port" => options with { Port = Port(name, value) },
        "--device-port" => options with { DevicePort = Port(name, value) },
        "--region" => options with { Region = value },
        "--account" when value.Length == 12 && value.All(char.IsAsciiDigit) => options with { AccountId = value },
        "--cloudwatch-delay" => options with { CloudWatchDelay = Seconds(name, value) },
        "--limits" => options with { Limits = value == "none" ? GatewayLimits.None : Json<GatewayLimits>(name, value) },
        "--function-limits" => options with { FunctionLimits = Json<LambdaLimits>(name, value) },
        "--faults" => options with { Faults = Faults(value) },
        "--state-dir" => options with { StateDirectory = Path.GetFullPath(value) },
        "--parent-pid" => options with { ParentId = Integer(name, value, int.MaxValue) },
        _ => throw new FormatException($"The option '{name}' is not known, or '{value}' is no value for it. --help lists the options."),
    };

    private static int Port(string name, string value) => Integer(name, value, ushort.MaxValue);

    private static int Integer(string name, string value, int largest) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= largest
            ? number
            : throw new FormatException($"The value of {name} is '{value}', no number from 0 to {largest}.");

    private static TimeSpan Seconds(string name, string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 86400
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException($"The value of {name} is '{value}', no number of seconds.");

    private static SandboxFaults Faults(string json)
    {
        var faults = Json<SandboxFaults>("--faults", json);
        return AdminEndpoint.Wrong(faults) is { } wrong ? throw new FormatException($"--faults: {wrong}") : faults;
    }

    private static T Json<T>(string name, string json)
        where T : new()
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, AdminEndpoint.Json) ?? new T();
        }
        catch (JsonException e)
        {
            throw new FormatException($"The value of {name} is not the JSON that it wants: {e.Message}", e);
        }
    }
}
