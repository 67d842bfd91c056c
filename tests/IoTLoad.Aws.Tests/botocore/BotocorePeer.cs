using System.Diagnostics;
using System.Text.Json.Nodes;
using IoTLoad.Aws.Tests.Botocore;
using IoTLoad.Peers;

[assembly: AssemblyFixture(typeof(BotocorePeer))]

namespace IoTLoad.Aws.Tests.Botocore;

/// <summary>A process of Python in which botocore answers questions; see botocore/peer.py.</summary>
public sealed class BotocorePeer : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private Process? _process;

    /// <summary>Asks a question; skips the test where botocore is not installed.</summary>
    /// <param name="ask">Name of the question.</param>
    /// <param name="arguments">Its arguments.</param>
    public async Task<JsonNode?> AskAsync(string ask, params (string Name, JsonNode? Value)[] arguments)
    {
        var question = new JsonObject { ["ask"] = ask };
        foreach (var (name, value) in arguments)
        {
            question[name] = value?.DeepClone();
        }

        await _turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _process ??= Start();
            await _process.StandardInput.WriteLineAsync(question.ToJsonString());
            await _process.StandardInput.FlushAsync();
            var line = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                ?? throw new InvalidOperationException($"The process ended: {await _process.StandardError.ReadToEndAsync()}");
            var answer = JsonNode.Parse(line)!;
            Assert.True(answer["error"] is null, answer["error"]?.GetValue<string>());
            return answer["answer"];
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Asks a question whose answer is an object.</summary>
    public async Task<JsonObject> AskForObjectAsync(string ask, params (string Name, JsonNode? Value)[] arguments) =>
        (await AskAsync(ask, arguments))!.AsObject();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            // The script ends with its input.
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _turn.Dispose();
    }

    private static Process Start()
    {
        Peer.RequirePython("botocore");
        var script = Path.Combine(AppContext.BaseDirectory, "botocore", "peer.py");
        var start = new ProcessStartInfo(Peer.Require("python3"), ["-B", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }
}
