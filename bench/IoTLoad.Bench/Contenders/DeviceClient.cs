using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IoTLoad.Bench.Measuring;
using IoTLoad.Bench.Peers;

namespace IoTLoad.Bench.Contenders;

/// <summary>
/// For reference: AWS's device client for Node.js, in a process of its own. Its packages are installed when it first runs.
/// </summary>
internal static class DeviceClient
{
    private static string Folder => Path.Combine(PwshProcess.FindRoot(), "bench", "IoTLoad.Bench", "clients", "aws");

    /// <summary>Publishes for a round; null where there is no Node.js.</summary>
    public static async Task<TableFigures?> RunAsync(Uri endpoint, Load load)
    {
        try
        {
            if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
            {
                await RunAsync("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            }

            double[] arguments =
            [
                endpoint.Port, load.Connections, load.Window, load.PayloadSize, load.Settle.TotalSeconds, load.Measured.TotalSeconds,
                load.QoS,
            ];
            return JsonSerializer.Deserialize<TableFigures>(await RunAsync(
                "node", ["publish.js", .. arguments.Select(number => number.ToString(CultureInfo.InvariantCulture))]));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new BenchException($"{program} ended with {process.ExitCode}.\n{await errors}");
    }
}
