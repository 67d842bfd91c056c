using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using IoTLoad.Sandbox.Gateway;
using IoTLoad.Sandbox.Lambda;

namespace IoTLoad.Sandbox.Hosting;

/// <summary>The options of the executable.</summary>
internal static class CommandLine
{
    private const int DigitsOfAccount = 12;
    private static readonly SandboxOptions Defaults = new();

    private static readonly Option<ushort> Port = Of<ushort>("--port", "N", "Port of AWS's services. Default: a free one.");

    private static readonly Option<ushort> DevicePort =
        Of<ushort>("--device-port", "N", "Port of devices: MQTT, HTTPS and WebSocket. Default: a free one.");

    private static readonly Option<string> Region = new("--region")
    {
        Description = "Region that it stands for.",
        HelpName = "NAME",
        DefaultValueFactory = _ => Defaults.Region,
    };

    private static readonly Option<string> Account = new("--account")
    {
        Description = "Account that it stands for, twelve digits.",
        HelpName = "ID",
        DefaultValueFactory = _ => Defaults.AccountId,
        Validators = { Check(value => value.Length == DigitsOfAccount && value.All(char.IsAsciiDigit), "has to be twelve digits") },
    };

    private static readonly Option<double> CloudWatchDelay = new("--cloudwatch-delay")
    {
        Description = "Seconds from a minute's beginning until CloudWatch shows it.",
        HelpName = "SECONDS",
        Validators = { Check(value => !double.TryParse(value, out var seconds) || seconds is >= 0 and < 86400, "has to be 0 to 86399 s") },
    };

    private static readonly Option<GatewayLimits> Limits = Of("--limits", "JSON",
        "Limits of IoT Core that differ, such as {\"publishesPerConnectionPerSecond\":null}; null switches one off, and the word none "
            + "all of them.",
        result => result.Tokens[0].Value == "none" ? GatewayLimits.None : Json<GatewayLimits>(result));

    private static readonly Option<LambdaLimits> FunctionLimits = Of(
        "--function-limits", "JSON", "Limits of Lambda that differ, such as {\"concurrentExecutions\":10}.", Json<LambdaLimits>);

    private static readonly Option<SandboxFaults> Faults = Of(
        "--faults", "JSON", "Faults from the start on, such as {\"throttle\":0.1,\"latency\":0.05}.", result =>
        {
            var faults = Json<SandboxFaults>(result);
            if (faults is not null && AdminEndpoint.Wrong(faults) is { } wrong)
            {
                result.AddError($"--faults: {wrong}");
            }

            return faults;
        });

    private static readonly Option<string?> StateDirectory =
        Of<string?>("--state-dir", "FOLDER", "Where its folder of certificates and functions is made.");

    private static readonly Option<int?> ParentId = Of<int?>("--parent-pid", "N", "End when this process ends.");

    private static readonly Option<bool> WatchInput = new("--watch-stdin") { Description = "End when standard input ends." };

    private static readonly RootCommand Root = new(
        "A stand-in for AWS IoT Core, Lambda and CloudWatch on this machine's loopback address. Prints one line of JSON with its "
        + "endpoints and throw-away credentials, and runs until it is told to stop.")
    {
        Port, DevicePort, Region, Account, CloudWatchDelay, Limits, FunctionLimits, Faults, StateDirectory, ParentId, WatchInput,
    };

    /// <summary>The options; null where only help was asked for, which is then printed.</summary>
    /// <exception cref="FormatException">One of them is not known, or its value is none; the message says which.</exception>
    public static SandboxOptions? Read(IReadOnlyList<string> arguments)
    {
        var read = Root.Parse(arguments);
        if (read.Action is { } help && read.Errors.Count == 0)
        {
            read.Invoke();
            return null;
        }

        if (read.Errors.Count > 0)
        {
            throw new FormatException($"{read.Errors[0].Message} --help lists the options.");
        }

        return new SandboxOptions
        {
            Port = read.GetValue(Port),
            DevicePort = read.GetValue(DevicePort),
            Region = read.GetValue(Region)!,
            AccountId = read.GetValue(Account)!,
            CloudWatchDelay = TimeSpan.FromSeconds(read.GetValue(CloudWatchDelay)),
            Limits = read.GetValue(Limits) ?? new(),
            FunctionLimits = read.GetValue(FunctionLimits) ?? new(),
            Faults = read.GetValue(Faults) ?? new(),
            StateDirectory = read.GetValue(StateDirectory) is { } folder ? Path.GetFullPath(folder) : null,
            ParentId = read.GetValue(ParentId),
            WatchInput = read.GetValue(WatchInput),
        };
    }

    private static Option<T> Of<T>(string name, string value, string description, Func<ArgumentResult, T?>? parse = null) =>
        new(name) { Description = description, HelpName = value, CustomParser = parse };

    private static Action<OptionResult> Check(Func<string, bool> holds, string what) => result =>
    {
        if (result.Tokens is [{ Value: var value }] && !holds(value))
        {
            result.AddError($"{result.Option.Name} {what}, and is '{value}'.");
        }
    };

    private static T? Json<T>(ArgumentResult result)
        where T : class, new()
    {
        try
        {
            return JsonSerializer.Deserialize<T>(result.Tokens[0].Value, AdminEndpoint.Json) ?? new T();
        }
        catch (JsonException e)
        {
            result.AddError($"The value of {((OptionResult)result.Parent!).Option.Name} is not the JSON that it wants: {e.Message}");
            return null;
        }
    }
}
