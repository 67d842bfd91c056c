using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace IoTLoad.Sandbox.Hosting;

/// <summary>
/// The folder of one running sandbox: certificates, keys and functions' code, for its user's eyes only. Its name says which
/// process it belongs to, so that the next sandbox clears away what one that was killed has left.
/// </summary>
internal sealed class StateFolder : IDisposable
{
    private const string Prefix = "sandbox-";
    private const int Attempts = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public required string Path { get; init; }

    /// <summary>Clears away what dead sandboxes have left, and makes a folder for this process.</summary>
    /// <param name="root">Folder of the folders of sandboxes.</param>
    public static StateFolder Claim(string root)
    {
        OwnerOnly.CreateFolder(root);
        foreach (var folder in Directory.GetDirectories(root, $"{Prefix}*"))
        {
            if (Owner(folder) is { } owner && !IsRunning(owner.Id, owner.Started))
            {
                Clear(folder);
            }
        }

        using var self = Process.GetCurrentProcess();
        var path = System.IO.Path.Combine(root, $"{Prefix}{self.Id}-{Started(self)}-{Guid.NewGuid():N}");
        OwnerOnly.CreateFolder(path);
        return new StateFolder { Path = path };
    }

    /// <summary>Writes a file that only its user can read.</summary>
    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        using var file = new StreamWriter(OwnerOnly.Create(path));
        file.Write(text);
        return path;
    }

    public void Dispose() => Clear(Path);

    // Another sandbox that starts at the same time may clear the same folder, and so may the guard of functions that outlives a
    // sandbox that was killed: what vanishes on the way is as good as deleted.
    private static void Clear(string folder)
    {
        for (var attempt = 1; Directory.Exists(folder); attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (attempt < Attempts)
            {
                Thread.Sleep(Pause);
            }
        }
    }

    private static bool IsRunning(int id, long started)
    {
        try
        {
            // A process's start time is worked out from the system's, which leaves a doubt of a hundredth of a second.
            using var process = Process.GetProcessById(id);
            return Math.Abs(Started(process) - started) <= 1;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It has ended, or is somebody else's.
            return false;
        }
    }

    private static long Started(Process process) => new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeSeconds();

    // "sandbox-", the ID of the process, when it was started, and what tells its folders apart.
    private static (int Id, long Started)? Owner(string folder) =>
        System.IO.Path.GetFileName(folder)[Prefix.Length..].Split('-') is [var id, var started, _]
        && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && long.TryParse(started, NumberStyles.None, CultureInfo.InvariantCulture, out var second)
            ? (number, second)
            : null;
}
