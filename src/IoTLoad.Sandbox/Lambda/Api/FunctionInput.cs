using System.Text.RegularExpressions;
using IoTLoad.Sandbox.Lambda.Functions;
using IoTLoad.Sandbox.Lambda.Running;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Lambda.Api;

/// <summary>
/// Reads what callers configure. What Lambda refuses is refused in its words; what it would do and the sandbox does not is
/// refused as well, and not passed over.
/// </summary>
internal static partial class FunctionInput
{
    private static readonly string[] Runtimes = ["provided.al2023", "provided.al2"];

    private static readonly string[] CodeElsewhere = ["S3Bucket", "S3Key", "ImageUri", "SourceKMSKeyArn"];
    private static readonly string[] UnknownLists = ["Layers", "FileSystemConfigs"];
    private static readonly string[] UnknownStructures = ["ImageConfig", "CapacityProviderConfig", "DurableConfig", "TenancyConfig"];
    private static readonly string[] UnknownTexts = ["KMSKeyArn", "CodeSigningConfigArn"];

    // Lambda quotas: all environment variables together.
    private const int LargestEnvironment = 4096;

    /// <summary>Settings with what the input changes.</summary>
    /// <param name="input">Input of CreateFunction or UpdateFunctionConfiguration.</param>
    /// <exception cref="RefusedException">Something is not as it must be.</exception>
    public static FunctionSettings Apply(Document input, FunctionSettings settings)
    {
        RefuseUnknown(input);
        return settings with
        {
            Role = input.Text("Role") ?? settings.Role,
            Runtime = ReadRuntime(input) ?? settings.Runtime,
            Handler = input.Text("Handler") ?? settings.Handler,
            Description = input.Text("Description") ?? settings.Description,
            Timeout = Range(input, "Timeout", "timeout", 1, 900) ?? settings.Timeout,
            MemorySize = Range(input, "MemorySize", "memorySize", 128, 10240) ?? settings.MemorySize,
            EphemeralStorage = input.Child("EphemeralStorage") is { } storage
                ? Range(storage, "Size", "ephemeralStorage.size", 512, 10240) ?? settings.EphemeralStorage
                : settings.EphemeralStorage,
            TracingMode = input.Child("TracingConfig")?.Text("Mode") ?? settings.TracingMode,
            Environment = input.Child("Environment") is { } environment ? ReadVariables(environment) : settings.Environment,
            Logging = input.Child("LoggingConfig") is { } logging ? Apply(logging, settings.Logging) : settings.Logging,
        };
    }

    /// <param name="input">Input of CreateFunction or UpdateFunctionCode.</param>
    /// <returns>Null where the input says nothing.</returns>
    /// <exception cref="RefusedException">There is no such architecture.</exception>
    public static string? Architecture(Document input) => input.Texts("Architectures") switch
    {
        [] => null,
        ["x86_64"] => "x86_64",
        ["arm64"] => "arm64",
        var others => throw LambdaRefusal.Validation(
            $"[{string.Join(", ", others)}]", "architectures",
            "Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64]]"),
    };

    /// <summary>The zip file.</summary>
    /// <param name="code">The structure that has it.</param>
    /// <exception cref="RefusedException">It is missing, or lies elsewhere.</exception>
    public static byte[] Zip(Document code)
    {
        var elsewhere = CodeElsewhere.FirstOrDefault(code.ContainsKey);
        LambdaRefusal.NotHereIf(elsewhere is not null, $"take code by {elsewhere}; send the zip file itself");
        var text = code.Text("ZipFile") ?? throw LambdaRefusal.Parameter("Please provide a source for function code.");
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw LambdaRefusal.Parameter("Could not unzip uploaded file. Please check your file, then try to upload again.");
        }
    }

    /// <summary>A number within its bounds.</summary>
    /// <exception cref="RefusedException">It is outside of them.</exception>
    public static int? Range(Document input, string name, string member, int least, int most)
    {
        var value = input.Integer(name);
        return value < least ? throw Wrong($"greater than or equal to {least}")
            : value > most ? throw Wrong($"less than or equal to {most}")
            : (int?)value;

        RefusedException Wrong(string bound) => LambdaRefusal.Validation($"{value}", member, $"Member must have value {bound}");
    }

    private static void RefuseUnknown(Document input)
    {
        var used = UnknownLists.FirstOrDefault(name => input.List(name).Count > 0)
            ?? UnknownStructures.FirstOrDefault(name => input.Child(name) is { Count: > 0 })
            ?? UnknownTexts.FirstOrDefault(name => input.Text(name) is { Length: > 0 });
        LambdaRefusal.NotHereIf(used is not null, $"know {used}");
        LambdaRefusal.NotHereIf(
            input.Child("VpcConfig") is { } vpc && (vpc.List("SubnetIds").Count > 0 || vpc.List("SecurityGroupIds").Count > 0),
            "have networks (VpcConfig)");
        LambdaRefusal.NotHereIf(input.Child("DeadLetterConfig")?.Text("TargetArn") is { Length: > 0 },
            "deliver to dead-letter queues (DeadLetterConfig)");
        LambdaRefusal.ParameterIf(input.Child("SnapStart")?.Text("ApplyOn") is not (null or "None"),
            "provided.al2023 is not supported for SnapStart enabled functions.");
        LambdaRefusal.NotHereIf(input.Text("PackageType") is not (null or "Zip"), "run container images (PackageType)");
    }

    private static string? ReadRuntime(Document input)
    {
        var runtime = input.Text("Runtime");
        LambdaRefusal.NotHereIf(runtime is not null && !Runtimes.Contains(runtime),
            $"have the runtime {runtime}, only {string.Join(" and ", Runtimes)}");
        return runtime;
    }

    private static Dictionary<string, string> ReadVariables(Document environment)
    {
        const string Unable =
            "Lambda was unable to configure your environment variables because the environment variables you have provided ";
        var variables = environment.Map("Variables");
        var wrong = variables.Keys.FirstOrDefault(name => !VariableName().IsMatch(name));
        RefusedException.ThrowIf(wrong is not null, () => LambdaRefusal.Validation($"{{{wrong}=…}}", "environment.variables",
            $"Map keys must satisfy constraint: [Member must satisfy regular expression pattern: {VariableName()}]"));
        var reserved = EnvironmentVariables.ReservedIn(variables.Keys);
        LambdaRefusal.ParameterIf(reserved.Count > 0, $"{Unable}contains reserved keys that are currently not supported for "
            + $"modification. Reserved keys used in this request: {string.Join(", ", reserved)}");
        LambdaRefusal.ParameterIf(variables.Sum(each => each.Key.Length + each.Value.Length) > LargestEnvironment,
            $"{Unable}exceeded the 4KB limit.");
        return variables;
    }

    private static LogSettings Apply(Document input, LogSettings settings) => new()
    {
        LogFormat = input.Text("LogFormat") switch
        {
            null => settings.LogFormat,
            "Text" => "Text",
            "JSON" => "JSON",
            var other => throw LambdaRefusal.Validation(other, "loggingConfig.logFormat",
                "Member must satisfy enum value set: [JSON, Text]"),
        },
        LogGroup = input.Text("LogGroup") ?? settings.LogGroup,
        ApplicationLogLevel = input.Text("ApplicationLogLevel") ?? settings.ApplicationLogLevel,
        SystemLogLevel = input.Text("SystemLogLevel") ?? settings.SystemLogLevel,
    };

    [GeneratedRegex("^[a-zA-Z]([a-zA-Z0-9_])+$")]
    private static partial Regex VariableName();
}
