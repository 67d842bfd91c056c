using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IoTLoad.Engine;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Sandboxes;

/// <summary>
/// The folders of this user's sandboxes, which only the user can open: <c>sandboxes</c> in the user's data folder has one for
/// each, named after its process, and in it what is needed to speak to it.
/// </summary>
internal static class SandboxFolders
{
    private const string Prefix = "sandbox-";

    /// <summary>The folder of the folders.</summary>
    public static string Root => Path.Combine(RunStore.DefaultRoot(), "sandboxes");

    /// <summary>The sandboxes whose processes run.</summary>
    public static IEnumerable<SandboxFolder> Running() => !Directory.Exists(Root)
        ? []
        : Directory.EnumerateDirectories(Root, $"{Prefix}*").Select(Open).OfType<SandboxFolder>();

    private static SandboxFolder? Open(string path)
    {
        // sandbox-<process>-<second of its start>-<random>
        var parts = Path.GetFileName(path).Split('-');
        if (parts is not [_, var process, var second, { Length: >= 8 } random]
            || !int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || !long.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var started)
            || !IsRunning(id, started)
            || ReadAddress(path) is not { } address)
        {
            return null;
        }

        return new SandboxFolder(random[..8], path, address);
    }

    private static bool IsRunning(int id, long started)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return Math.Abs(new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeSeconds() - started) <= 1;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    // Null while the sandbox is still starting.
    private static SandboxAddress? ReadAddress(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<SandboxAddress>(PrivateFiles.ReadShared(Path.Combine(folder, "endpoints.json")),
                JsonSerializerOptions.Web);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }
}
