namespace IoTLoad.Engine.Comparing;

/// <summary>
/// Resamples the mean of a series whose values depend on each other, as those of neighbouring seconds do: blocks of random length are
/// drawn in place of single values, so that the dependence stays. D. N. Politis and J. P. Romano, "The Stationary Bootstrap", Journal of
/// the American Statistical Association 89 (1994), 1303–1313.
/// </summary>
internal static class StationaryBootstrap
{
    /// <summary>The means of resampled series.</summary>
    public static double[] Means(IReadOnlyList<double> series, int resamples, Random random)
    {
        var count = series.Count;
        var restart = 1 / BlockLength(series);
        var means = new double[resamples];
        for (var i = 0; i < resamples; i++)
        {
            double sum = 0;
            var at = random.Next(count);
            for (var j = 0; j < count; j++)
            {
                sum += series[at];
                at = random.NextDouble() < restart ? random.Next(count) : (at + 1) % count;
            }

            means[i] = sum / count;
        }

        return means;
    }

    /// <summary>
    /// The expected length of a block with the smallest error: D. N. Politis and H. White, "Automatic Block-Length Selection for the
    /// Dependent Bootstrap", Econometric Reviews 23 (2004), 53–70, with the correction of A. Patton, same journal 28 (2009), 372–375.
    /// </summary>
    public static double BlockLength(IReadOnlyList<double> series)
    {
        var count = series.Count;
        var mean = series.Average();
        var longest = Math.Max(1, Math.Ceiling(Math.Min(3 * Math.Sqrt(count), count / 3.0)));
        var variance = Covariance(series, mean, 0);
        if (count < 8 || variance <= 0)
        {
            return 1;
        }

        // The lag after which correlations are those of noise, for some lags in a row.
        var noise = 2 * Math.Sqrt(Math.Log10(count) / count);
        var inRow = Math.Max(5, (int)Math.Sqrt(Math.Log10(count)));
        var most = Math.Min(count - 1, (int)Math.Ceiling(Math.Sqrt(count)) + inRow);
        var last = most;
        for (int lag = 1, quiet = 0; lag <= most; lag++)
        {
            quiet = Math.Abs(Covariance(series, mean, lag) / variance) < noise ? quiet + 1 : 0;
            if (quiet == inRow)
            {
                last = lag - inRow;
                break;
            }
        }

        var window = Math.Min(count - 1, Math.Max(1, 2 * last));
        double slope = 0;
        var spectrum = variance;
        for (var lag = 1; lag <= window; lag++)
        {
            // The flat-top window: 1 in its first half, and falling to 0 in its second.
            var weight = Math.Min(1, 2 * (1 - (double)lag / window));
            var covariance = Covariance(series, mean, lag);
            slope += 2 * weight * lag * covariance;
            spectrum += 2 * weight * covariance;
        }

        // 2 G² / D with D = 2 g(0)² for the stationary bootstrap.
        return spectrum <= 0 ? longest : Math.Clamp(Math.Cbrt(slope * slope / (spectrum * spectrum) * count), 1, longest);
    }

    private static double Covariance(IReadOnlyList<double> series, double mean, int lag)
    {
        double sum = 0;
        for (var i = lag; i < series.Count; i++)
        {
            sum += (series[i] - mean) * (series[i - lag] - mean);
        }

        return sum / series.Count;
    }
}
