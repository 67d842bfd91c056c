using System.Reflection;

namespace IoTLoad.Shell;

/// <summary>Where the module is that the shell imports.</summary>
internal static class ModuleLocation
{
    /// <summary>Names a module in place of the shell's own.</summary>
    public const string Variable = "IOTLOAD_MODULE";

    /// <summary>The module's folder: what the environment names, beside the shell, or where the build has put it; null where there is none.</summary>
    public static string? Find() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
        ? named
        : new[]
        {
            Path.Combine(AppContext.BaseDirectory, "module", "IoTLoad"),
            Path.Combine(AppContext.BaseDirectory, "IoTLoad"),
            typeof(ModuleLocation).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(each => each.Key == "ModuleOutput").Value!,
        }.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "IoTLoad.psd1")));
}
