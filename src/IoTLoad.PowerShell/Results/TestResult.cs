using System.Management.Automation;
using IoTLoad.Engine.Results;
using IoTLoad.PowerShell.Errors;

namespace IoTLoad.PowerShell.Results;

/// <summary>
/// A test's result as cmdlets return it: a flat row of note properties, so that Export-Csv, Select-Object, ConvertTo-Json,
/// Start-Job and remoting take it as it is. What is nested (Counters, Ack, Thresholds, Shards, Plan …) is reached by name through
/// hidden members, and is neither a column nor displayed.
/// </summary>
public sealed class TestResult
{
    // As IoTLoad.types.ps1xml declares them.
    private static readonly string[] Nested =
        ["Counters", "Connect", "ConnectLag", "NameLookup", "TcpConnect", "TlsHandshake", "WebSocketUpgrade", "MqttConnect", "Ack",
            "AckService", "RoundTrip", "ScheduleLag", "Thresholds", "Failures", "Points", "Shards", "Group", "Storms", "Generator",
            "Environments", "Fault", "Plan", "PublishDuration"];

    private readonly LoadResult _result;

    private TestResult(LoadResult result) => _result = result;

    /// <summary>The whole result. A method, because properties become columns and JSON members.</summary>
    /// <returns>The engine's <c>LoadResult</c>.</returns>
    public object Detail() => _result;

    /// <summary>The result as a person reads it at a prompt.</summary>
    /// <returns>Lines of at most 79 columns.</returns>
    public IReadOnlyList<string> ToLines() => _result.ToLines();

    /// <summary>ID and name.</summary>
    public override string ToString() => _result.Name.Length > 0 ? $"{_result.Id} ({_result.Name})" : _result.Id;

    /// <summary>Makes the row of a result.</summary>
    internal static PSObject Of(LoadResult measured)
    {
        var result = ParameterNames.In(measured);
        var row = PSObject.AsPSObject(new TestResult(result));
        foreach (var column in ResultColumn.All)
        {
            row.Properties.Add(new PSNoteProperty(column.Name, InvariantToString.Of(column.Of(result))), true);
        }

        // On the object, so that the columns are listed once. The depth stays in IoTLoad.types.ps1xml: PowerShell takes it from there only.
        row.Members.Add(
            new PSMemberSet("PSStandardMembers",
            [
                new PSPropertySet("PropertySerializationSet", ResultColumn.All.Select(column => column.Name).Concat(Nested)),
                new PSNoteProperty("SerializationMethod", "SpecificProperties"),
            ]),
            true);
        return row;
    }
}

/// <summary>What IoTLoad.types.ps1xml declares as hidden members of results.</summary>
public static class NestedMembers
{
    // What PowerShell displays of a result that follows another object in a pipeline or script: a list of this one property, whose
    // label takes the columns that the lines leave free.
    private const int ReportWidth = 72;

    /// <summary>The result as a person reads it at a prompt, as one text.</summary>
    public static object Report(PSObject instance) =>
        string.Join('\n', Of(instance).ToLines(ReportWidth)
            .Select(line => line.StartsWith("  ", StringComparison.Ordinal) ? line[2..] : line));

    /// <summary>What was counted.</summary>
    public static object Counters(PSObject instance) => Of(instance).Counters;

    /// <summary>Latency from the intended connect time to CONNACK.</summary>
    public static object Connect(PSObject instance) => Of(instance).Connect;

    /// <summary>Latency from the intended connect time to the start of the attempt.</summary>
    public static object ConnectLag(PSObject instance) => Of(instance).ConnectLag;

    /// <summary>How long names took to look up.</summary>
    public static object NameLookup(PSObject instance) => Of(instance).NameLookup;

    /// <summary>Latency from the start of an attempt to an open TCP connection.</summary>
    public static object TcpConnect(PSObject instance) => Of(instance).TcpConnect;

    /// <summary>Latency of TLS handshakes.</summary>
    public static object TlsHandshake(PSObject instance) => Of(instance).TlsHandshake;

    /// <summary>Latency of upgrades to WebSocket.</summary>
    public static object WebSocketUpgrade(PSObject instance) => Of(instance).WebSocketUpgrade;

    /// <summary>Latency from CONNECT to CONNACK.</summary>
    public static object MqttConnect(PSObject instance) => Of(instance).MqttConnect;

    /// <summary>Latency from the intended publish time to the acknowledgement.</summary>
    public static object Ack(PSObject instance) => Of(instance).Ack;

    /// <summary>Latency from the actual send to the acknowledgement.</summary>
    public static object AckService(PSObject instance) => Of(instance).AckService;

    /// <summary>Latency from the intended publish time to receipt.</summary>
    public static object RoundTrip(PSObject instance) => Of(instance).RoundTrip;

    /// <summary>Latency from the intended publish time to the moment the generator attended to it.</summary>
    public static object ScheduleLag(PSObject instance) => Of(instance).ScheduleLag;

    // Lists become arrays: PowerShell cannot take an element of the read-only lists that the compiler makes.
    /// <summary>Each threshold with the value measured.</summary>
    public static object Thresholds(PSObject instance) => Of(instance).Thresholds.ToArray();

    /// <summary>Failures by kind and reason.</summary>
    public static object Failures(PSObject instance) => Of(instance).Failures.ToArray();

    /// <summary>Points of single messages that functions wrote to InfluxDB; null if they wrote none.</summary>
    public static object? Points(PSObject instance) => Of(instance).Points;

    /// <summary>One row a shard.</summary>
    public static object Shards(PSObject instance) => Of(instance).Shards.ToArray();

    /// <summary>The members of a shared subscription.</summary>
    public static object Group(PSObject instance) => Of(instance).Group.ToArray();

    /// <summary>What each storm did.</summary>
    public static object Storms(PSObject instance) => Of(instance).Storms.ToArray();

    /// <summary>How the generator was.</summary>
    public static object Generator(PSObject instance) => Of(instance).Generator;

    /// <summary>What generated the load, when the test ran.</summary>
    public static object Environments(PSObject instance) => Of(instance).Environments.ToArray();

    /// <summary>Why the test could not run; null where it could.</summary>
    public static object? Fault(PSObject instance) => Of(instance).Fault;

    /// <summary>The plan that ran.</summary>
    public static object Plan(PSObject instance) => Of(instance).Plan;

    /// <summary>Length of the publishing phase.</summary>
    public static object PublishDuration(PSObject instance) => Of(instance).PublishDuration;

    private static LoadResult Of(PSObject? instance) => (LoadResult)((TestResult)instance!.BaseObject).Detail();
}
