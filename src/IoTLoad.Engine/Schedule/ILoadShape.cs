namespace IoTLoad.Engine.Schedule;

/// <summary>
/// How the target rate goes over time. Everything follows from the cumulative count <c>Λ(t) = ∫ rate</c>: message
/// <c>i</c> of a uniform schedule is due at <c>Λ⁻¹(i)</c>, and a Poisson process of this rate is a Poisson process of rate
/// 1 read through <c>Λ⁻¹</c>.
/// </summary>
public interface ILoadShape
{
    /// <summary>Length in seconds.</summary>
    double Duration { get; }

    /// <summary>Messages over the whole length: <c>Λ(Duration)</c>.</summary>
    double Total { get; }

    /// <summary>Target rate at <paramref name="seconds"/>, messages a second; 0 outside the shape.</summary>
    double RateAt(double seconds);

    /// <summary>Messages due before <paramref name="seconds"/>: <c>Λ</c>.</summary>
    double CountAt(double seconds);

    /// <summary>The time in seconds at which <paramref name="count"/> messages have been due: <c>Λ⁻¹</c>.</summary>
    double TimeOf(double count);
}
