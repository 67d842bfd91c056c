namespace IoTLoad.Engine.Schedule;

/// <summary>
/// A seeded stream of random numbers (SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
/// 2014). The same seed gives the same run on every machine, which <see cref="Random"/> does not promise across versions.
/// </summary>
public struct SplitMix
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;
    private ulong _state;

    /// <summary>Starts stream <paramref name="stream"/> of <paramref name="seed"/>; streams of one seed are independent.</summary>
    public SplitMix(ulong seed, ulong stream) => _state = Mix(seed + (Gamma * ((2 * stream) + 1)));

    /// <summary>SplitMix64's finaliser: a bijection in which each input bit changes half of the output bits.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>64 random bits.</summary>
    public ulong Next() => Mix(_state += Gamma);

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="bound"/>).</summary>
    public int NextInt(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>Exponential with mean 1, by inversion: <c>−ln(1 − u)</c>.</summary>
    public double NextExponential() => -Math.Log(1 - NextDouble());
}
