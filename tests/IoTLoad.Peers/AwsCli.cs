using System.Diagnostics;

namespace IoTLoad.Peers;

/// <summary>The AWS CLI, for what our clients do not do.</summary>
public static class AwsCli
{
    /// <summary>Runs a command; skips the test where the CLI is not installed.</summary>
    /// <param name="endpoint">Endpoint of the service.</param>
    /// <param name="arguments">Arguments.</param>
    public static Task RunAsync(Uri endpoint, params string[] arguments) => AskAsync(endpoint, arguments);

    /// <summary>Runs a command, and returns what it wrote.</summary>
    /// <param name="endpoint">Endpoint of the service.</param>
    /// <param name="arguments">Arguments.</param>
    public static async Task<string> AskAsync(Uri endpoint, params string[] arguments)
    {
        var start = new ProcessStartInfo(Peer.Require("aws"), ["--endpoint-url", endpoint.OriginalString, "--region", "eu-west-1", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["AWS_ACCESS_KEY_ID"] = "AKIDEXAMPLE",
                ["AWS_SECRET_ACCESS_KEY"] = "secret",

                // moto cannot read what is compressed, which is what the CLI does from 10 KiB.
                ["AWS_DISABLE_REQUEST_COMPRESSION"] = "true",
            },
        };
        using var cli = Process.Start(start)!;
        var output = cli.StandardOutput.ReadToEndAsync();
        var error = cli.StandardError.ReadToEndAsync();
        await cli.WaitForExitAsync();
        Assert.True(cli.ExitCode == 0, $"aws {string.Join(' ', arguments)}: {await error}{await output}");
        return await output;
    }
}
