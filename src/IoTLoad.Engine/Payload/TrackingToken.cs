using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace IoTLoad.Engine.Payload;

/// <summary>
/// What a message carries so that its receiver can account for it: 24 bytes, big-endian, as <c>il1:</c> and 32 characters of
/// base64url. Those 36 ASCII characters stand unescaped in JSON, XML and text.
/// </summary>
/// <param name="RunTag">Tells runs apart; <see cref="TagOf"/>.</param>
/// <param name="Sender">Number of the sender, from 0.</param>
/// <param name="Sequence">Number of the message between its sender and its receivers, from 0.</param>
/// <param name="IntendedUnixNanoseconds">When it was due, nanoseconds since 1970.</param>
public readonly record struct TrackingToken(uint RunTag, uint Sender, long Sequence, long IntendedUnixNanoseconds)
{
    /// <summary>Bytes of a token.</summary>
    public const int Length = 36;

    /// <summary>Largest sequence number that is believed; a larger one is garbage that happens to look like a token.</summary>
    public const long MaxSequence = 1L << 36;
    private const int BinaryLength = 24;

    private static ReadOnlySpan<byte> Prefix => "il1:"u8;

    /// <summary>The tag of a run: FNV-1a of its ID, the same on every machine.</summary>
    public static uint TagOf(string runId)
    {
        ArgumentNullException.ThrowIfNull(runId);
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(runId))
        {
            hash = (hash ^ b) * 16777619;
        }

        return hash;
    }

    /// <summary>Writes the token's 36 bytes.</summary>
    public void Write(Span<byte> destination)
    {
        Span<byte> binary = stackalloc byte[BinaryLength];
        BinaryPrimitives.WriteUInt32BigEndian(binary, RunTag);
        BinaryPrimitives.WriteUInt32BigEndian(binary[4..], Sender);
        BinaryPrimitives.WriteInt64BigEndian(binary[8..], Sequence);
        BinaryPrimitives.WriteInt64BigEndian(binary[16..], IntendedUnixNanoseconds);
        Prefix.CopyTo(destination);
        Base64Url.EncodeToUtf8(binary, destination[Prefix.Length..]);
    }

    /// <summary>Finds the first token of a run in <paramref name="data"/>, whatever else is in it.</summary>
    public static bool TryFind(ReadOnlySpan<byte> data, uint runTag, out TrackingToken token)
    {
        Span<byte> binary = stackalloc byte[BinaryLength];
        while (true)
        {
            var at = data.IndexOf(Prefix);
            if (at < 0 || data.Length - at < Length)
            {
                token = default;
                return false;
            }

            var text = data.Slice(at + Prefix.Length, Length - Prefix.Length);

            // The decoder passes over white space, which a token never holds.
            if (!text.ContainsAny(" \t\r\n"u8)
                && Base64Url.DecodeFromUtf8(text, binary, out _, out var written) == System.Buffers.OperationStatus.Done
                && written == BinaryLength
                && BinaryPrimitives.ReadUInt32BigEndian(binary) == runTag)
            {
                token = new TrackingToken(
                    runTag,
                    BinaryPrimitives.ReadUInt32BigEndian(binary[4..]),
                    BinaryPrimitives.ReadInt64BigEndian(binary[8..]),
                    BinaryPrimitives.ReadInt64BigEndian(binary[16..]));
                if (token.Sequence is >= 0 and < MaxSequence)
                {
                    return true;
                }
            }

            data = data[(at + Prefix.Length)..];
        }
    }
}
