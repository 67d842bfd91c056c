namespace IoTLoad.Engine.Schedule;

/// <summary>
/// The senders that one event loop owns: <c>First, First + Step, …</c> of <c>Total</c>. Slices of one plan never overlap,
/// so loops need not agree on anything while they run.
/// </summary>
/// <param name="First">Index of the first sender.</param>
/// <param name="Step">Distance between neighbours.</param>
/// <param name="Count">Number of senders in the slice.</param>
/// <param name="Total">Number of senders in the plan.</param>
public readonly record struct SenderSlice(int First, int Step, int Count, int Total)
{
    /// <summary>The slice of loop <paramref name="loop"/> of <paramref name="loops"/>, when <paramref name="total"/> senders are dealt out like cards.</summary>
    public static SenderSlice Of(int loop, int loops, int total) =>
        new(loop, loops, loop >= total ? 0 : ((total - loop - 1) / loops) + 1, total);

    /// <summary>Index in the plan of sender <paramref name="position"/> of this slice.</summary>
    public int SenderAt(int position) => First + (position * Step);

    /// <summary>Messages of the slice with a number below <paramref name="index"/>, where message <c>i</c> is sender <c>i mod Total</c>'s.</summary>
    public long CountBefore(long index)
    {
        if (Count == 0)
        {
            return 0;
        }

        var (rounds, rest) = Math.DivRem(index, Total);
        return (rounds * Count) + Math.Clamp((rest - First + Step - 1) / Step, 0, Count);
    }
}
