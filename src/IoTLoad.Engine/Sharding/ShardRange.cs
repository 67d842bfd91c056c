namespace IoTLoad.Engine.Sharding;

/// <summary>
/// A run of numbers that one shard has: of <c>n</c> things, the first <c>n mod shards</c> shards have one more than the others.
/// </summary>
/// <param name="First">The first number.</param>
/// <param name="Count">How many.</param>
public readonly record struct ShardRange(int First, int Count)
{
    /// <summary>The range of shard <paramref name="shard"/> of <paramref name="shards"/>, of <paramref name="total"/> things.</summary>
    public static ShardRange Of(int shard, int shards, int total)
    {
        var (each, rest) = Math.DivRem(total, shards);
        return new ShardRange((shard * each) + Math.Min(shard, rest), each + (shard < rest ? 1 : 0));
    }

    /// <summary>
    /// The shard that thing <paramref name="number"/> of <paramref name="total"/> belongs to; what comes after all things is the
    /// last one's.
    /// </summary>
    public static int ShardOf(int number, int shards, int total)
    {
        if (shards == 1)
        {
            return 0;
        }

        var (each, rest) = Math.DivRem(total, shards);
        var larger = rest * (each + 1);
        return Math.Min(shards - 1, number < larger ? number / (each + 1) : rest + ((number - larger) / Math.Max(1, each)));
    }

    /// <summary>Whether <paramref name="number"/> is in the range.</summary>
    public bool Contains(int number) => number >= First && number - First < Count;
}
