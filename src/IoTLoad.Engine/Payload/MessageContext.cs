using IoTLoad.Engine.Sharding;

namespace IoTLoad.Engine.Payload;

/// <summary>What the placeholders of one message stand for.</summary>
/// <param name="Device">Index of the device, from 0.</param>
/// <param name="Devices">Number of devices in the plan.</param>
/// <param name="ClientId">The device's client ID, UTF-8.</param>
/// <param name="Run">The run's ID, UTF-8.</param>
/// <param name="Message">Number of the message at its sender, from 0.</param>
/// <param name="IntendedUnixNanoseconds">When it is due, nanoseconds since 1970.</param>
/// <param name="Seed">Seed of random values.</param>
/// <param name="Row">The device's CSV row, a value a column, UTF-8; empty where there is no CSV file.</param>
/// <param name="IsHttp">Whether it goes over HTTP, rather than MQTT.</param>
/// <param name="Shards">Number of shards that the plan is split into.</param>
/// <param name="Rules">Number of topic rules that start a shard each for a trigger message.</param>
/// <param name="First">Number of connections of the scenarios before this one, through which devices are numbered.</param>
/// <param name="Scenario">The scenario's name, UTF-8; null in a plan without scenarios.</param>
public readonly record struct MessageContext(
    int Device, int Devices, byte[] ClientId, byte[] Run, long Message, long IntendedUnixNanoseconds, ulong Seed, byte[][] Row,
    bool IsHttp = false, int Shards = 1, int Rules = 1, int First = 0, byte[]? Scenario = null)
{
    /// <summary>Number of the device's shard.</summary>
    public int Shard => ShardRange.ShardOf(Device, Shards, Devices);

    /// <summary>Number of the trigger message that started the device's shard.</summary>
    public int TriggerNo => Shard / Rules;

    /// <summary>Number of the rule that started it.</summary>
    public int RuleNo => Shard % Rules;

    /// <summary>Number of the device in its shard.</summary>
    public int ThreadNo => Device - ShardRange.Of(Shard, Shards, Devices).First;
}
