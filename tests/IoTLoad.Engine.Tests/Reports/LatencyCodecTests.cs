using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HdrHistogram;
using HdrHistogram.Utilities;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Tests.Reports;

public sealed class LatencyCodecTests
{
    /// <summary>Values over the whole range, evenly by magnitude, with counts up to what a long test reaches.</summary>
    private static Arbitrary<(long Value, long Count)[]> Recordings { get; } = Gen
        .Choose(0, 31)
        .SelectMany(magnitude => Gen.Choose(0, int.MaxValue)
            .Select(random => Math.Min(random % (1L << magnitude), Latency.MaxMicroseconds)))
        .SelectMany(value => Gen.Choose(1, int.MaxValue).Select(count => (value, (long)count * count % 1_000_000_007 + 1)))
        .ArrayOf()
        .ToArbitrary();

    [Fact]
    public void An_empty_histogram_is_null_and_null_is_an_empty_histogram()
    {
        Assert.Null(LatencyCodec.Encode(Latency.NewHistogram()));
        Assert.Equal(0, LatencyCodec.Decode(null).TotalCount);
    }

    [Property]
    public Property Decoding_gives_back_every_count() => Prop.ForAll(
        Recordings, recordings => Same(Record(recordings), LatencyCodec.Decode(LatencyCodec.Encode(Record(recordings)))));

    [Property]
    public Property The_HdrHistogram_library_reads_what_we_write() => Prop.ForAll(Recordings, recordings =>
    {
        var histogram = Record(recordings);
        return LatencyCodec.Encode(histogram) is not { } encoded
            || Same(histogram, HistogramEncoding.DecodeFromCompressedByteBuffer(ByteBuffer.Allocate(Convert.FromBase64String(encoded)), 0));
    });

    [Property]
    public Property We_read_what_the_HdrHistogram_library_writes() => Prop.ForAll(Recordings, recordings =>
    {
        var histogram = Record(recordings);
        return Same(histogram, LatencyCodec.Decode(EncodeWithLibrary(histogram)));
    });

    [Property]
    public Property Merging_is_associative_and_commutative_to_the_byte() => Prop.ForAll(Recordings, Recordings, Recordings, (a, b, c) =>
    {
        var (x, y, z) = (Encode(a), Encode(b), Encode(c));
        return Merge(Merge(x, y), z) == Merge(x, Merge(z, y));
    });

    [Fact]
    public void A_histogram_with_every_bucket_in_use_survives()
    {
        var histogram = Latency.NewHistogram();
        for (long value = 0; value <= Latency.MaxMicroseconds; value = histogram.NextNonEquivalentValue(value))
        {
            histogram.RecordValueWithCount(value, 1 + (value * 7919 % 1_000_003));
        }

        Assert.True(Same(histogram, LatencyCodec.Decode(LatencyCodec.Encode(histogram))));
    }

    [Fact]
    public void The_cookies_are_those_of_the_reference_implementation()
    {
        var histogram = Latency.NewHistogram();
        histogram.RecordValue(1234);
        var bytes = Convert.FromBase64String(LatencyCodec.Encode(histogram)!);

        // AbstractHistogram.java: V2CompressedEncodingCookieBase 0x1c849304, | 0x10.
        Assert.Equal(0x1c849314, BinaryPrimitives.ReadInt32BigEndian(bytes));
        Assert.Equal(bytes.Length - 8, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4)));

        // RFC 1950: deflate with a 32 KB window, and a check value that 31 divides.
        Assert.Equal(0x78, bytes[8]);
        Assert.Equal(0, ((bytes[8] << 8) | bytes[9]) % 31);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("AAAA")]
    [InlineData("HISTFAAAAAA=")]
    [InlineData("HISTFAAAAAR42gMA")]
    public void Damaged_text_is_a_format_error(string encoded) =>
        Assert.Throws<FormatException>(() => LatencyCodec.Decode(encoded));

    [Fact]
    public void Any_truncation_is_a_format_error()
    {
        var bytes = Convert.FromBase64String(Encode([(10, 3), (5_000_000, 7)])!);
        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = Convert.ToBase64String(bytes, 0, length);
            Assert.Throws<FormatException>(() => LatencyCodec.Decode(cut));
        }
    }

    [Fact]
    public void A_histogram_of_another_shape_is_refused() =>
        Assert.Throws<ArgumentException>(() => LatencyCodec.Encode(new LongHistogram(1000, 2)));

    [Fact]
    public void A_histogram_of_another_range_is_a_format_error()
    {
        var other = new LongHistogram(1, 1_000_000, 2);
        other.RecordValue(5);
        var encoded = EncodeWithLibrary(other);

        Assert.Throws<FormatException>(() => LatencyCodec.Decode(encoded));
    }

    private static string? Encode((long Value, long Count)[] recordings) => LatencyCodec.Encode(Record(recordings));

    private static string EncodeWithLibrary(HistogramBase histogram)
    {
        var buffer = ByteBuffer.Allocate(histogram.GetNeededByteBufferCapacity() + 64);
        var length = histogram.EncodeIntoCompressedByteBuffer(buffer);
        buffer.Position = 0;
        var bytes = new byte[length];
        for (var index = 0; index < length; index++)
        {
            bytes[index] = buffer.Get();
        }

        return Convert.ToBase64String(bytes);
    }

    private static string? Merge(string? left, string? right)
    {
        var sum = LatencyCodec.Decode(left);
        LatencyCodec.AddTo(sum, right);
        return LatencyCodec.Encode(sum);
    }

    private static LongHistogram Record((long Value, long Count)[] recordings)
    {
        var histogram = Latency.NewHistogram();
        foreach (var (value, count) in recordings)
        {
            histogram.RecordValueWithCount(value, count);
        }

        return histogram;
    }

    private static bool Same(HistogramBase left, HistogramBase right) =>
        left.TotalCount == right.TotalCount
        && left.RecordedValues().Select(Bucket).SequenceEqual(right.RecordedValues().Select(Bucket));

    private static (long Value, long Count) Bucket(HdrHistogram.Iteration.HistogramIterationValue value) =>
        (value.ValueIteratedTo, value.CountAtValueIteratedTo);
}
