namespace IoTLoad.Aws.Fanout;

/// <summary>What a run asks of Lambda, as it is known beforehand.</summary>
public sealed record FanoutUse
{
    /// <summary>Name of the function.</summary>
    public required string FunctionName { get; init; }

    /// <summary>Number of shards.</summary>
    public int Shards { get; init; }

    /// <summary>Number of invocations: one for each shard, in each wave.</summary>
    public int Invocations { get; init; }

    /// <summary>
    /// Time of all invocations by their memory, GiB·s, which is what Lambda bills. A drain that ends early makes it less.
    /// </summary>
    public double GigabyteSeconds { get; init; }
}
