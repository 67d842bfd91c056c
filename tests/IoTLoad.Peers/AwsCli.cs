using System.Diagnostics;

namespace IoTLoad.Peers;

/// <summary>The AWS CLI, for what our clients do not do.</summary>
public static class AwsCli
{
    /// <summary>Runs a command and returns what it prints, JSON; skips the test if the CLI is not installed.</summary>
    /// <param name="endpoint">Endpoint of the service.</param>
    /// <param name="arguments">Arguments.</param>
    public static Task<string> RunAsync(Uri endpoint, params string[] arguments) => RunAsync(endpoint, "AKIDEXAMPLE", "secret", arguments);

    /// <summary>Runs a command with credentials, and returns what it prints, JSON.</summary>
    /// <param name="endpoint">Endpoint of the service.</param>
    /// <param name="accessKey">Access key ID.</param>
    /// <param name="secretKey">Secret key.</param>
    /// <param name="arguments">Arguments.</param>
    public static async Task<string> RunAsync(Uri endpoint, string accessKey, string secretKey, string[] arguments)
    {
        var start = new ProcessStartInfo(Peer.Require("aws"),
            ["--endpoint-url", endpoint.OriginalString, "--region", "eu-west-1", "--output", "json", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["AWS_ACCESS_KEY_ID"] = accessKey,
                ["AWS_SECRET_ACCESS_KEY"] = secretKey,

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
