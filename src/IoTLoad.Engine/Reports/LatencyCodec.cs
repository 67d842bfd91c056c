using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using HdrHistogram;

namespace IoTLoad.Engine.Reports;

/// <summary>
/// Writes and reads latency histograms in HdrHistogram's compressed V2 encoding, as base64: what the libraries in Java, C,
/// Go, Python and JavaScript read and write, and what their log files hold. The layout is that of the reference
/// implementation, <c>AbstractHistogram.encodeIntoCompressedByteBuffer</c> of github.com/HdrHistogram/HdrHistogram.
/// </summary>
/// <remarks>
/// Not the .NET library's own encoder: it allocates 200 KB for each histogram and its decoder takes the first partial read of
/// the inflater for the whole. What this writes, that library reads, and the other way round; tests hold both to it.
/// </remarks>
public static class LatencyCodec
{
    // 0x10: the counts are ZigZag LEB128 words of up to 9 bytes, and runs of zeros are one negative word.
    private const int CompressedCookie = 0x1c849304 | 0x10;
    private const int Cookie = 0x1c849303 | 0x10;
    private const int OuterHeader = 8;
    private const int InnerHeader = 40;
    private const int MaxWord = 9;
    private const long MostCounts = 1L << 45;

    // 2 * 10^3 rounded up to a power of two: values below it have a bucket of their own.
    private const int SubBuckets = 2048;
    private const int HalfMagnitude = 10;
    private static readonly int CountsLength = IndexOf(Latency.MaxMicroseconds) + 1;

    /// <summary>Encodes a histogram made by <see cref="Latency.NewHistogram"/>; null when nothing was recorded.</summary>
    /// <exception cref="ArgumentException">The histogram has another range or precision.</exception>
    public static string? Encode(HistogramBase histogram)
    {
        RequireShape(histogram);
        if (histogram.TotalCount == 0)
        {
            return null;
        }

        var counts = histogram.RecordedValues().Select(bucket => (IndexOf(bucket.ValueIteratedTo), bucket.CountAddedInThisIterationStep));
        return Encode(plain => WriteCounts(plain, counts));
    }

    /// <summary>Decodes a histogram; an empty one for null.</summary>
    /// <exception cref="FormatException">The text is not a whole histogram of <see cref="Latency"/>'s shape.</exception>
    public static LongHistogram Decode(string? encoded)
    {
        var histogram = Latency.NewHistogram();
        AddTo(histogram, encoded);
        return histogram;
    }

    /// <summary>Adds an encoded histogram to another; nothing for null. On an error the target may hold a part of it.</summary>
    /// <exception cref="FormatException">The text is not a whole histogram of <see cref="Latency"/>'s shape.</exception>
    public static void AddTo(HistogramBase histogram, string? encoded)
    {
        RequireShape(histogram);
        if (encoded is null)
        {
            return;
        }

        Read(encoded, (index, count) => histogram.RecordValueWithCount(ValueAt(index), count));
    }

    /// <summary>Reads histograms and keeps nothing, to know that they can be added.</summary>
    /// <exception cref="FormatException">As for <see cref="AddTo(HistogramBase, string)"/>.</exception>
    internal static void Check(LatencySet latencies)
    {
        foreach (var encoded in LatencyMetric.All.Select(latency => latency.EncodedOf(latencies)).OfType<string>())
        {
            Read(encoded, (_, _) => { });
        }
    }

    /// <summary>Encodes sparse counts; null when nothing was counted.</summary>
    internal static string? Encode(SparseCounts counts) =>
        counts.IsEmpty ? null : Encode(plain => WriteCounts(plain, counts.NonZero));

    /// <summary>Adds an encoded histogram to sparse counts; nothing for null. On an error they may hold a part of it.</summary>
    /// <exception cref="FormatException">As for <see cref="AddTo(HistogramBase, string)"/>.</exception>
    internal static void AddTo(SparseCounts counts, string? encoded)
    {
        if (encoded is not null)
        {
            Read(encoded, counts.Add);
        }
    }

    /// <summary>
    /// The same counts with values rounded to two significant digits (within 0.4 %), in a few hundred buckets: for a report that
    /// would be too long otherwise.
    /// </summary>
    /// <exception cref="FormatException">As for <see cref="AddTo(HistogramBase, string)"/>.</exception>
    internal static string? Coarsen(string? encoded)
    {
        if (encoded is null)
        {
            return null;
        }

        var counts = new SparseCounts();
        Read(encoded, (index, count) =>
        {
            // The middle of a bucket that keeps the seven leading bits.
            var value = ValueAt(index);
            var shift = Math.Max(0, 64 - BitOperations.LeadingZeroCount((ulong)value) - 7);
            var middle = shift == 0 ? value : (value >> shift << shift) + (1L << (shift - 1));
            counts.Add(IndexOf(Math.Min(Latency.MaxMicroseconds, middle)), count);
        });
        return Encode(counts);
    }

    private static string Encode(Func<Memory<byte>, int> write)
    {
        var plain = ArrayPool<byte>.Shared.Rent(InnerHeader + (CountsLength * MaxWord));
        try
        {
            var length = InnerHeader + write(plain.AsMemory(InnerHeader));
            BinaryPrimitives.WriteInt32BigEndian(plain, Cookie);
            BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(4), length - InnerHeader);
            BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(8), 0); // normalizing index offset
            BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(12), Latency.SignificantDigits);
            BinaryPrimitives.WriteInt64BigEndian(plain.AsSpan(16), 1);
            BinaryPrimitives.WriteInt64BigEndian(plain.AsSpan(24), Latency.MaxMicroseconds);
            BinaryPrimitives.WriteDoubleBigEndian(plain.AsSpan(32), 1.0); // integer to double ratio

            using var compressed = new MemoryStream(512);
            compressed.Write(stackalloc byte[OuterHeader]);
            using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            {
                zlib.Write(plain, 0, length);
            }

            var bytes = compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
            BinaryPrimitives.WriteInt32BigEndian(bytes, CompressedCookie);
            BinaryPrimitives.WriteInt32BigEndian(bytes[4..], bytes.Length - OuterHeader);
            return Convert.ToBase64String(bytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    private static void Read(string encoded, Action<int, long> add)
    {
        var plain = ArrayPool<byte>.Shared.Rent(InnerHeader + (CountsLength * MaxWord));
        try
        {
            ReadCounts(Inflate(encoded, plain), add);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    private static int WriteCounts(Memory<byte> memory, IEnumerable<(int Index, long Count)> buckets)
    {
        var target = memory.Span;
        var position = 0;
        var next = 0;
        foreach (var (index, count) in buckets)
        {
            if (index > next)
            {
                // A single zero is the count 0; a run of n zeros is the number -n.
                var zeros = index - next;
                position += ZigZag.Write(target[position..], zeros == 1 ? 0 : -zeros);
            }

            position += ZigZag.Write(target[position..], count);
            next = index + 1;
        }

        return position;
    }

    private static void ReadCounts(ReadOnlySpan<byte> source, Action<int, long> add)
    {
        long index = 0;
        while (!source.IsEmpty)
        {
            source = source[ZigZag.Read(source, out var word)..];
            if (word < 0)
            {
                // A writer may count the zeros up to the end of its last bucket, which is beyond our range.
                index += -Math.Max(word, int.MinValue);
                continue;
            }

            if (index >= CountsLength)
            {
                throw new FormatException("The histogram has counts beyond its range.");
            }

            // Sums of counts must not overflow, whoever wrote them.
            if (word > MostCounts)
            {
                throw new FormatException("The histogram counts more values than any test can have.");
            }

            if (word > 0)
            {
                add((int)index, word);
            }

            index++;
        }
    }

    private static ReadOnlySpan<byte> Inflate(string encoded, byte[] plain)
    {
        var bytes = Convert.FromBase64String(encoded);
        if (bytes.Length < OuterHeader
            || BinaryPrimitives.ReadInt32BigEndian(bytes) != CompressedCookie
            || BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4)) != bytes.Length - OuterHeader)
        {
            throw new FormatException("Not a compressed V2 histogram, or not the whole of it.");
        }

        int length;
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(bytes, OuterHeader, bytes.Length - OuterHeader), CompressionMode.Decompress);
            length = zlib.ReadAtLeast(plain, plain.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException exception)
        {
            throw new FormatException("The histogram cannot be decompressed.", exception);
        }

        // The .NET library compresses its whole buffer, so zeros may follow the payload.
        var payload = length < InnerHeader ? -1 : BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(4));
        if (payload < 0 || payload > length - InnerHeader || BinaryPrimitives.ReadInt32BigEndian(plain) != Cookie)
        {
            throw new FormatException("Not a V2 histogram, or not the whole of it.");
        }

        if (BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(8)) != 0
            || BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(12)) != Latency.SignificantDigits
            || BinaryPrimitives.ReadInt64BigEndian(plain.AsSpan(16)) != 1
            || BinaryPrimitives.ReadInt64BigEndian(plain.AsSpan(24)) != Latency.MaxMicroseconds)
        {
            throw new FormatException("The histogram's range is not 1 µs to 1 h at three digits.");
        }

        return plain.AsSpan(InnerHeader, payload);
    }

    private static int IndexOf(long value)
    {
        var bucket = 64 - BitOperations.LeadingZeroCount((ulong)value | (SubBuckets - 1)) - (HalfMagnitude + 1);
        return (bucket << HalfMagnitude) + (int)(value >> bucket);
    }

    private static long ValueAt(int index)
    {
        var bucket = Math.Max(0, (index >> HalfMagnitude) - 1);
        return (long)(index - (bucket << HalfMagnitude)) << bucket;
    }

    private static void RequireShape(HistogramBase histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        if (histogram.LowestTrackableValue != 1
            || histogram.HighestTrackableValue != Latency.MaxMicroseconds
            || histogram.NumberOfSignificantValueDigits != Latency.SignificantDigits)
        {
            throw new ArgumentException("The histogram was not made by Latency.NewHistogram().", nameof(histogram));
        }
    }
}
