namespace IoTLoad.Engine.Tests.Running;

/// <summary>Tests that load a broker: one after the other and beside no other test, since they would take each other's CPU.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PeerRuns
{
    public const string Name = "Runs against peers";
}
