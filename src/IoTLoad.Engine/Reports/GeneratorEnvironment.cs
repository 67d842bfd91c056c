using System.Runtime.InteropServices;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Reports;

/// <summary>What generated the load: taken when the test runs, since a report may be made elsewhere and later.</summary>
public sealed record GeneratorEnvironment
{
    /// <summary>This process.</summary>
    internal static GeneratorEnvironment Current { get; } = new()
    {
        Version = typeof(GeneratorEnvironment).Assembly.GetName().Version?.ToString(3) ?? "",
        Runtime = RuntimeInformation.FrameworkDescription,
        System = RuntimeInformation.OSDescription,
        Architecture = RuntimeInformation.ProcessArchitecture.ToString(),
        Cores = Environment.ProcessorCount,
        MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
    };

    /// <summary>IoTLoad's version.</summary>
    public string Version { get; init; } = "";

    /// <summary>The .NET runtime.</summary>
    public string Runtime { get; init; } = "";

    /// <summary>The operating system.</summary>
    public string System { get; init; } = "";

    /// <summary>The processor's architecture.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>Cores that the process may use.</summary>
    public int Cores { get; init; }

    /// <summary>Memory that the process may use, bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>In a result, the shards that ran in such an environment.</summary>
    public int Shards { get; init; }

    /// <summary>The environment in a line.</summary>
    public override string ToString() => Text(
        $"IoTLoad {Version}, {Runtime}, {System}, {Architecture}, {Cores} cores, {MemoryBytes / 1073741824.0:0.#} GB memory");
}
