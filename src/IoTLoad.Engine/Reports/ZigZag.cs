namespace IoTLoad.Engine.Reports;

/// <summary>
/// The words of HdrHistogram's V2 encoding, "ZigZag LEB128-64b9B": seven bits a byte, lowest first, the top bit saying that
/// more follow; the ninth byte carries eight bits.
/// </summary>
internal static class ZigZag
{
    /// <summary>Writes a word; returns the number of bytes, 1 to 9.</summary>
    public static int Write(Span<byte> target, long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        var length = 0;
        while (length < 8 && rest > 0x7f)
        {
            target[length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        target[length++] = (byte)rest;
        return length;
    }

    /// <summary>Reads a word; returns the number of bytes, 1 to 9.</summary>
    /// <exception cref="FormatException">The source ends within the word.</exception>
    public static int Read(ReadOnlySpan<byte> source, out long value)
    {
        ulong bits = 0;
        for (var index = 0; index < source.Length; index++)
        {
            var next = source[index];
            if (index == 8 || next < 0x80)
            {
                bits |= (ulong)next << (7 * index);
                value = (long)(bits >> 1) ^ -(long)(bits & 1);
                return index + 1;
            }

            bits |= (ulong)(next & 0x7f) << (7 * index);
        }

        throw new FormatException("The histogram ends within a number.");
    }
}
