using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Schedule;

/// <summary>
/// The intended times of one slice of senders, in order. The model is open: nothing that the broker does changes them.
/// Uniform: message <c>i</c> of the plan is due at <c>Λ⁻¹(i)</c> and belongs to sender <c>i mod senders</c>, so that all
/// slices together make one even stream. Burst: message <c>i</c> is the same sender's, and due at the start of the second in which
/// it would be due in a uniform schedule: at <c>k</c> messages a second and sender, each sender sends <c>k</c> at once.
/// Poisson: each slice draws a process of its share of the rate and a sender for each message; independent Poisson processes
/// add up to one.
/// </summary>
public sealed class ArrivalSequence
{
    /// <summary>Λ is a sum of products of doubles: a shape meant to hold 150,000 messages must not yield one more.</summary>
    private const double Rounding = 1e-6;

    private readonly LoadShape _shape;
    private readonly SenderSlice _slice;
    private readonly Arrival _arrival;
    private readonly long _end;
    private readonly double _unitEnd;
    private readonly double _from;
    private SplitMix _random;
    private long _drawn;
    private double _unitTime;

    /// <summary>Starts a stream.</summary>
    /// <param name="shape">The whole plan's load shape.</param>
    /// <param name="slice">The senders that this stream is for.</param>
    /// <param name="arrival">How times are spread.</param>
    /// <param name="seed">Seed of the Poisson draws; slices may share it.</param>
    /// <param name="from">Where in the shape to begin, seconds; due times count from there.</param>
    /// <param name="until">Where in the shape to end, seconds; this time itself is left out.</param>
    /// <param name="count">
    /// Messages of the whole plan after which it ends; null for no limit. Poisson draws end when the slice has had its share.
    /// </param>
    public ArrivalSequence(LoadShape shape, SenderSlice slice, Arrival arrival, ulong seed, double from = 0,
        double until = double.PositiveInfinity, long? count = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        _shape = shape;
        _slice = slice;
        _from = from;
        _arrival = arrival;
        if (arrival == Arrival.Poisson)
        {
            // The process has no memory, so that a part of it is a process of its own: with draws of its own.
            _random = new SplitMix(from == 0 ? seed : SplitMix.Mix(seed ^ (ulong)BitConverter.DoubleToInt64Bits(from)), (ulong)slice.First);
            _unitTime = shape.CountAt(from);
            _unitEnd = until < shape.Duration ? shape.CountAt(until) : shape.Total;
            _end = count is { } limit ? slice.CountBefore(limit) : long.MaxValue;
        }
        else
        {
            _drawn = slice.CountBefore(FirstFrom(shape, from, arrival));
            _end = Math.Min(FirstFrom(shape, until, arrival), count ?? long.MaxValue);
        }

        Advance();
    }

    /// <summary>Whether a message is left.</summary>
    public bool HasNext { get; private set; }

    /// <summary>When the next message is due, nanoseconds since the schedule, or the part of it that was asked for, began.</summary>
    public long NextDue { get; private set; }

    /// <summary>Position in the slice of the next message's sender.</summary>
    public int NextPosition { get; private set; }

    /// <summary>
    /// Number of the first message of a uniform or burst schedule that is due at or after <paramref name="seconds"/>; the number of all
    /// where none is.
    /// </summary>
    public static long FirstFrom(LoadShape shape, double seconds, Arrival arrival)
    {
        ArgumentNullException.ThrowIfNull(shape);

        var count = (long)Math.Ceiling(shape.Total - Rounding);
        if (seconds >= shape.Duration)
        {
            return count;
        }

        // Λ and its inverse round, each its own way; the inverse decides, as it does when messages are sent.
        var guess = shape.CountAt(arrival == Arrival.Burst ? Math.Ceiling(seconds) : seconds);
        var first = Math.Clamp((long)guess, 0, count);
        while (first > 0 && TimeOf(shape, first - 1, arrival) >= seconds)
        {
            first--;
        }

        while (first < count && TimeOf(shape, first, arrival) < seconds)
        {
            first++;
        }

        return first;
    }

    /// <summary>Moves on to the message after the next.</summary>
    public void Advance()
    {
        HasNext = _slice.Count > 0 && (_arrival == Arrival.Poisson ? DrawPoisson() : DrawUniform());
        _drawn++;
    }

    private bool DrawUniform()
    {
        var (round, position) = Math.DivRem(_drawn, _slice.Count);
        var index = (round * _slice.Total) + _slice.SenderAt((int)position);
        if (index >= _end)
        {
            // The slice's later senders have higher indices, so nothing of this round or a later one is left.
            return false;
        }

        NextPosition = (int)position;
        NextDue = Due(TimeOf(_shape, index, _arrival));
        return true;
    }

    private bool DrawPoisson()
    {
        _unitTime += _random.NextExponential() * _slice.Total / _slice.Count;
        if (_unitTime >= _unitEnd || _drawn >= _end)
        {
            return false;
        }

        NextPosition = _random.NextInt(_slice.Count);
        NextDue = Due(_shape.TimeOf(_unitTime));
        return true;
    }

    private static double TimeOf(LoadShape shape, long index, Arrival arrival)
    {
        var time = shape.TimeOf(index);
        if (arrival != Arrival.Burst)
        {
            return time;
        }

        // Message 6 of 6 a second is due at 1 s, and rounding must not put it into the burst at 0 s.
        var second = Math.Floor(time);
        return second + 1 < shape.Duration && shape.CountAt(second + 1) <= index + Rounding ? second + 1 : second;
    }

    private long Due(double seconds) => (long)((seconds - _from) * 1e9);
}

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
    /// <summary>
    /// The slice of loop <paramref name="loop"/> of <paramref name="loops"/>, when <paramref name="total"/> senders are dealt out
    /// like cards.
    /// </summary>
    public static SenderSlice Of(int loop, int loops, int total) =>
        new(loop, loops, loop >= total ? 0 : ((total - loop - 1) / loops) + 1, total);

    /// <summary>Index in the plan of sender <paramref name="position"/> of this slice.</summary>
    public int SenderAt(int position) => First + (position * Step);

    /// <summary>
    /// Messages of the slice with a number below <paramref name="index"/>, where message <c>i</c> is sender <c>i mod Total</c>'s.
    /// </summary>
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
