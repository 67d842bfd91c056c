using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Schedule;

/// <summary>
/// The intended times of one slice of senders, in order. The model is open: nothing that the broker does changes them.
/// Uniform: message <c>i</c> of the plan is due at <c>Λ⁻¹(i)</c> and belongs to sender <c>i mod senders</c>, so that all
/// slices together make one even stream. Poisson: each slice draws a process of its share of the rate and a sender for
/// each message; independent Poisson processes add up to one.
/// </summary>
public sealed class ArrivalSequence
{
    private readonly ILoadShape _shape;
    private readonly SenderSlice _slice;
    private readonly bool _poisson;
    private readonly long _uniformCount;
    private SplitMix _random;
    private long _drawn;
    private double _unitTime;

    /// <summary>Starts a stream.</summary>
    /// <param name="shape">The whole plan's load shape.</param>
    /// <param name="slice">The senders that this stream is for.</param>
    /// <param name="arrival">Uniform or Poisson.</param>
    /// <param name="seed">Seed of the Poisson draws; slices may share it.</param>
    public ArrivalSequence(ILoadShape shape, SenderSlice slice, Arrival arrival, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(shape);
        _shape = shape;
        _slice = slice;
        _poisson = arrival == Arrival.Poisson;
        _random = new SplitMix(seed, (ulong)slice.First);

        // Λ is a sum of products of doubles: a shape meant to hold 150,000 messages must not yield one more.
        _uniformCount = (long)Math.Ceiling(shape.Total - 1e-6);
        Advance();
    }

    /// <summary>Whether a message is left.</summary>
    public bool HasNext { get; private set; }

    /// <summary>When the next message is due, nanoseconds since the schedule began.</summary>
    public long NextDue { get; private set; }

    /// <summary>Position in the slice of the next message's sender.</summary>
    public int NextPosition { get; private set; }

    /// <summary>Moves on to the message after the next.</summary>
    public void Advance()
    {
        HasNext = _slice.Count > 0 && (_poisson ? DrawPoisson() : DrawUniform());
        _drawn++;
    }

    private bool DrawUniform()
    {
        var (round, position) = Math.DivRem(_drawn, _slice.Count);
        var index = (round * _slice.Total) + _slice.SenderAt((int)position);
        if (index >= _uniformCount)
        {
            // The slice's later senders have higher indices, so nothing of this round or a later one is left.
            return false;
        }

        NextPosition = (int)position;
        NextDue = (long)(_shape.TimeOf(index) * 1e9);
        return true;
    }

    private bool DrawPoisson()
    {
        _unitTime += _random.NextExponential() * _slice.Total / _slice.Count;
        if (_unitTime >= _shape.Total)
        {
            return false;
        }

        NextPosition = _random.NextInt(_slice.Count);
        NextDue = (long)(_shape.TimeOf(_unitTime) * 1e9);
        return true;
    }
}
