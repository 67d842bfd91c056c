namespace IoTLoad.PowerShell.Commands;

/// <summary>A cmdlet about the function that runs shards.</summary>
public abstract class FunctionCommand : AwsCommand
{
    private protected FunctionCommand()
    {
    }

    /// <summary>The zip that the module brings along for an instruction set; it is there in the packaged module.</summary>
    private protected string ZipOf(string architecture) => Path.Combine(
        Path.GetDirectoryName(GetType().Assembly.Location)!, "function",
        $"iotload-function-linux-{(architecture == "x86_64" ? "x64" : "arm64")}.zip");
}
