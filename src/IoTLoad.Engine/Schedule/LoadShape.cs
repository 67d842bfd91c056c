using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Schedule;

/// <summary>
/// How the target rate goes over time: stages, in each of which it is linear. Everything follows from the cumulative count
/// <c>Λ(t) = ∫ rate</c>: message <c>i</c> of a uniform schedule is due at <c>Λ⁻¹(i)</c>, and a Poisson process of this rate is a
/// Poisson process of rate 1 read through <c>Λ⁻¹</c>. Within a stage of length <c>d</c> from rate <c>a</c> to <c>b</c>: <c>Λ(t) =
/// a·t + (b−a)/(2d)·t²</c>, and <c>Λ⁻¹(n) = 2n / (a + √(a² + 2·(b−a)/d·n))</c>, a form of the quadratic
/// formula that stays exact when the stage is flat.
/// </summary>
public sealed class LoadShape
{
    private readonly LoadStage[] _stages;
    private readonly double[] _startTimes;
    private readonly double[] _startCounts;

    /// <summary>Makes a shape of <paramref name="stages"/>, one after the other.</summary>
    public LoadShape(IReadOnlyList<LoadStage> stages)
    {
        ArgumentNullException.ThrowIfNull(stages);
        _stages = [.. stages];
        _startTimes = new double[stages.Count];
        _startCounts = new double[stages.Count];
        for (var i = 0; i < stages.Count; i++)
        {
            _startTimes[i] = Duration;
            _startCounts[i] = Total;
            Duration += stages[i].Duration.TotalSeconds;
            Total += (stages[i].StartRate + stages[i].EndRate) / 2 * stages[i].Duration.TotalSeconds;
        }
    }

    /// <summary>Length in seconds.</summary>
    public double Duration { get; }

    /// <summary>Messages over the whole length: <c>Λ(Duration)</c>.</summary>
    public double Total { get; }

    /// <summary>Target rate at <paramref name="seconds"/>, messages a second; 0 outside the shape.</summary>
    public double RateAt(double seconds)
    {
        if (_stages.Length == 0 || seconds < 0 || seconds >= Duration)
        {
            return 0;
        }

        var i = IndexOf(_startTimes, seconds);
        return _stages[i].StartRate + (Slope(i) * (seconds - _startTimes[i]));
    }

    /// <summary>Messages due before <paramref name="seconds"/>: <c>Λ</c>.</summary>
    public double CountAt(double seconds)
    {
        if (_stages.Length == 0 || seconds <= 0)
        {
            return 0;
        }

        if (seconds >= Duration)
        {
            return Total;
        }

        var i = IndexOf(_startTimes, seconds);
        var t = seconds - _startTimes[i];
        return Math.Min(EndOf(_startCounts, i, Total), _startCounts[i] + (t * (_stages[i].StartRate + (Slope(i) / 2 * t))));
    }

    /// <summary>The time in seconds at which <paramref name="count"/> messages have been due: <c>Λ⁻¹</c>.</summary>
    public double TimeOf(double count)
    {
        if (_stages.Length == 0 || count <= 0 || Total <= 0)
        {
            return FirstActive();
        }

        if (count >= Total)
        {
            return Duration;
        }

        var i = IndexOf(_startCounts, count);
        var n = count - _startCounts[i];
        var rate = _stages[i].StartRate;
        var root = Math.Sqrt(Math.Max(0, (rate * rate) + (2 * Slope(i) * n)));
        return n <= 0 ? _startTimes[i] : Math.Min(EndOf(_startTimes, i, Duration), _startTimes[i] + (2 * n / (rate + root)));
    }

    /// <summary>Where a stage ends: rounding must not carry a value into the next one.</summary>
    private static double EndOf(double[] starts, int i, double end) => i + 1 < starts.Length ? starts[i + 1] : end;

    private double Slope(int i) => (_stages[i].EndRate - _stages[i].StartRate) / _stages[i].Duration.TotalSeconds;

    /// <summary>Index of the last stage that starts at or before <paramref name="value"/>.</summary>
    private static int IndexOf(double[] starts, double value)
    {
        var i = Array.BinarySearch(starts, value);
        if (i < 0)
        {
            return ~i - 1;
        }

        // Stages without messages leave several starts with one count: the last of them is the one that goes on.
        while (i + 1 < starts.Length && starts[i + 1] <= value)
        {
            i++;
        }

        return i;
    }

    private double FirstActive()
    {
        for (var i = 0; i < _stages.Length; i++)
        {
            if (_stages[i].StartRate > 0 || _stages[i].EndRate > 0)
            {
                return _startTimes[i];
            }
        }

        return Duration;
    }
}
