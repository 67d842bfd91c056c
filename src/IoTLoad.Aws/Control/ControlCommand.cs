namespace IoTLoad.Aws.Control;

/// <summary>A command to all shards of a run.</summary>
/// <param name="Type"><c>stop</c>; shards take no notice of what they do not know.</param>
public sealed record ControlCommand(string Type)
{
    /// <summary>Ends the schedule of each shard; it drains, disconnects and reports.</summary>
    public const string Stop = "stop";
}
