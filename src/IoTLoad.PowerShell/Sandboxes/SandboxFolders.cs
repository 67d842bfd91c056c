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

/// <summary>The folder of a sandbox whose process runs.</summary>
/// <param name="Id">ID of the sandbox.</param>
/// <param name="Path">The folder.</param>
/// <param name="Address">Where the sandbox is.</param>
internal sealed record SandboxFolder(string Id, string Path, SandboxAddress Address);

/// <summary>What a sandbox prints when it listens, and keeps in its folder.</summary>
/// <param name="ProcessId">Process.</param>
/// <param name="EndpointUrl">Endpoint of AWS's services.</param>
/// <param name="DevicePort">Port of devices.</param>
/// <param name="Region">Region.</param>
/// <param name="AccountId">Account.</param>
/// <param name="AccessKey">Access key ID.</param>
/// <param name="SecretKey">Secret access key.</param>
/// <param name="CaFile">Certificate of the authority.</param>
/// <param name="CertificateFile">Certificate of a device.</param>
/// <param name="KeyFile">Private key of the device.</param>
/// <param name="AdminUrl">Address of the sandbox's own requests.</param>
/// <param name="AdminToken">What they want as bearer token.</param>
internal sealed record SandboxAddress(
    int ProcessId, Uri EndpointUrl, int DevicePort, string Region, string AccountId, string AccessKey, string SecretKey,
    string CaFile, string CertificateFile, string KeyFile, Uri AdminUrl, string AdminToken);
