using System.Diagnostics;

namespace IoTLoad.Peers;

/// <summary>Chromium without a window, as the browser that opens a page.</summary>
public static class Chromium
{
    /// <summary>Opens a local file; skips the test when Chromium is not installed.</summary>
    /// <returns>The page's elements after its scripts have run, and what the console and the network stack logged.</returns>
    public static async Task<(string Dom, string Log)> OpenAsync(string file, params string[] options)
    {
        using var profile = new PrivateFolder();
        var start = new ProcessStartInfo(Peer.Require("chromium"),
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-extensions", "--disable-background-networking", "--no-first-run",
            "--enable-logging=stderr", "--log-level=0", "--virtual-time-budget=5000", $"--user-data-dir={profile.FullPath}", .. options,
            "--dump-dom", new Uri(file).AbsoluteUri,
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var log = process.StandardError.ReadToEndAsync();
        var dom = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (dom, await log);
    }
}
