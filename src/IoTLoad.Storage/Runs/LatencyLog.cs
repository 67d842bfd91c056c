using System.Globalization;
using System.Text;
using IoTLoad.Engine.Reports;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Storage.Runs;

/// <summary>
/// Writes <c>latency.hlog</c> in HdrHistogram's log format 1.3, in microseconds with the maximum in milliseconds, one tag a
/// latency, so that HdrHistogram's own tools plot it.
/// </summary>
/// <remarks>Not the .NET library's <c>HistogramLogWriter</c>: that writes UTF-16, which only itself can read.</remarks>
internal sealed class LatencyLog : IDisposable
{
    private readonly FileStream _file;

    /// <summary>Goes on with a log.</summary>
    public LatencyLog(FileStream file) => _file = file;

    /// <summary>Begins a log.</summary>
    public LatencyLog(FileStream file, DateTimeOffset start)
        : this(file)
    {
        Write(Head(start));
    }

    public void Append(StoredSlice slice) => Write(Lines(slice.Time, slice.Slice));

    /// <summary>The log of a test's merged seconds.</summary>
    public static string Of(RunSeconds seconds) => seconds.Slices.Aggregate(
        new StringBuilder(Head(seconds.Origin)),
        (text, slice) => text.Append(Lines(seconds.Origin.AddSeconds(slice.Second), slice)), text => text.ToString());

    private static string Head(DateTimeOffset start)
    {
        var utc = start.ToUniversalTime();
        return Text($"""
            #[Histogram log format version 1.3]
            #[StartTime: {Seconds(utc):F3} (seconds since epoch), {utc:o}]
            "StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"

            """).ReplaceLineEndings("\n");
    }

    private static string Lines(DateTimeOffset time, Slice slice)
    {
        var text = new StringBuilder();
        foreach (var source in LatencyMetric.All)
        {
            if (source.EncodedOf(slice.Latencies) is { } encoded)
            {
                var max = Latency.AtPercentile(LatencyCodec.Decode(encoded), 100);
                text.Append(CultureInfo.InvariantCulture, $"Tag={source.Name},{Seconds(time):F3},1.000,{max:F3},{encoded}\n");
            }
        }

        return text.ToString();
    }

    public void Dispose() => _file.Dispose();

    private static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;

    private void Write(string text) => SliceWriter.AppendWhole(_file, () => _file.Write(Encoding.ASCII.GetBytes(text)));
}
