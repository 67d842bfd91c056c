using System.Collections;
using System.Management.Automation;
using IoTLoad.Aws.IotCore;
using IoTLoad.Engine;
using IoTLoad.Engine.PlanFiles;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>Completes an endpoint: the account's own, those of the newest tests, and the schemes.</summary>
public sealed class EndpointCompleter : WordCompleter
{
    private const int NewestTests = 20;

    private static readonly (string Scheme, string Meaning)[] Schemes =
    [
        ("mqtt://", "MQTT over TCP, port 1883"), ("mqtts://", "MQTT over TLS, port 8883"), ("ws://", "MQTT over WebSocket, port 80"),
        ("wss://", "MQTT over WebSocket with TLS, port 443"), ("https://", "HTTP publishing over TLS, port 443"),
        ("http://", "HTTP publishing, port 80"),
    ];

    /// <inheritdoc/>
    protected override IEnumerable<CompletionResult> Words(string commandName, IDictionary bound) =>
        new[] { Word(IotCoreEndpoint.Keyword, "the account's own endpoint in AWS IoT Core") }
            .Concat(new RunStore(RunStore.DefaultRoot()).List().Take(NewestTests)
                .SelectMany(run => run.Plan?.Endpoints ?? []).Select(endpoint => endpoint.AbsoluteUri.TrimEnd('/')).Distinct()
                .Select(endpoint => Word(endpoint, "of an earlier test")))
            .Concat(Schemes.Select(scheme => Word(scheme.Scheme, scheme.Meaning)));

    private static CompletionResult Word(string text, string meaning) =>
        new(text, text, CompletionResultType.ParameterValue, meaning);
}

/// <summary>Completes a QoS.</summary>
public sealed class QoSCompleter : WordCompleter
{
    private static readonly string[] Meanings = ["at most once", "at least once: acknowledged by PUBACK", "exactly once"];

    /// <inheritdoc/>
    protected override IEnumerable<CompletionResult> Words(string commandName, IDictionary bound) =>
        Meanings.Select((meaning, qos) => new CompletionResult($"{qos}", $"{qos}", CompletionResultType.ParameterValue, meaning));
}

/// <summary>Completes the names of a plan file's scenarios.</summary>
public sealed class ScenarioCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<CompletionResult> Words(string commandName, IDictionary bound)
    {
        try
        {
            return bound["Plan"] is string path && File.Exists(path)
                ? [.. PlanFile.Read(path).Plan.Scenarios.Select(scenario => new CompletionResult(scenario.Name))] : [];
        }
        catch (LoadException)
        {
            // A plan that cannot be read says so when it is run.
            return [];
        }
    }
}
