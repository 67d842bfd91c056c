using System.Buffers.Text;
using System.Globalization;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Engine.Payload;

/// <summary>One piece of a template: literal text or a placeholder.</summary>
internal abstract class Placeholder
{
    /// <summary>Whether the value differs from device to device.</summary>
    public virtual bool DependsOnDevice => false;

    /// <summary>Whether the value differs from message to message.</summary>
    public virtual bool DependsOnMessage => false;

    /// <summary>Most bytes it can write.</summary>
    public abstract int MaxLength(int maxClientIdLength);

    /// <summary>Writes its value and returns the number of bytes.</summary>
    public abstract int Write(Span<byte> destination, in MessageContext context, in TrackingToken token);

    /// <summary>64 random bits, a pure function of seed, device, message and place: a message can be written again byte for byte.</summary>
    protected static ulong Draw(in MessageContext context, int place) =>
        SplitMix.Mix(SplitMix.Mix(SplitMix.Mix(context.Seed + (ulong)place) ^ (ulong)context.Device) ^ (ulong)context.Message);

    /// <summary>Writes text of a user as the place where it stands wants it.</summary>
    private static int WriteText(byte[] text, Span<byte> destination, bool inJson)
    {
        if (inJson)
        {
            return JsonPlace.Escape(text, destination);
        }

        text.CopyTo(destination);
        return text.Length;
    }

    /// <summary>Literal text.</summary>
    internal sealed class Literal(byte[] text) : Placeholder
    {
        public ReadOnlySpan<byte> Text => text;

        public override int MaxLength(int maxClientIdLength) => text.Length;

        public override int Write(Span<byte> destination, in MessageContext context, in TrackingToken token)
        {
            text.CopyTo(destination);
            return text.Length;
        }
    }

    /// <summary><c>mqtt</c> or <c>http</c>.</summary>
    internal sealed class Protocol : Placeholder
    {
        public override int MaxLength(int maxClientIdLength) => 4;

        public override int Write(Span<byte> destination, in MessageContext context, in TrackingToken token)
        {
            (context.IsHttp ? "http"u8 : "mqtt"u8).CopyTo(destination);
            return 4;
        }
    }

    /// <summary>Device index, zero-padded to a width.</summary>
    internal sealed class Device(byte width, long offset) : Placeholder
    {
        public override bool DependsOnDevice => true;

        public override int MaxLength(int maxClientIdLength) => Math.Max((int)width, 10);

        public override int Write(Span<byte> destination, in MessageContext context, in TrackingToken token)
        {
            Utf8Formatter.TryFormat(
                offset + context.First + context.Device, destination, out var written, new System.Buffers.StandardFormat('D', width));
            return written;
        }
    }

    /// <summary>A number of the context.</summary>
    internal sealed class Number(Func<MessageContext, long> value, bool device, bool message) : Placeholder
    {
        public override bool DependsOnDevice => device;

        public override bool DependsOnMessage => message;

        public override int MaxLength(int maxClientIdLength) => 20;

        public override int Write(Span<byte> destination, in MessageContext context, in TrackingToken token)
        {
            Utf8Formatter.TryFormat(value(context), destination, out var written);
            return written;
        }
    }

    /// <summary>The client ID.</summary>
    internal sealed class ClientId(bool inJson) : Placeholder
    {
        public override bool DependsOnDevice => true;

        public override int MaxLength(int maxClientIdLength) => maxClientIdLength;

        public override int Write(Span<byte> destination, in MessageContext context, in TrackingToken token) =>
            WriteText(context.ClientId, destination, inJson);
    }

    /// <summary>The run's ID.</summary>
    internal sealed class Run : Placeholder
    {
        private const int LongestRunId = 64;

        public override int MaxLength(int maxClientIdLength) => LongestRunId;

        public override int Write(Span<byte> destination, in MessageContext context, in TrackingToken token)
        {
            context.Run.CopyTo(destination);
            return context.Run.Length;
        }
    }

    /// <summary>The scenario's name.</summary>
    internal sealed class Scenario : Placeholder
    {
        private const int LongestName = 64;

        public override int MaxLength(int maxClientIdLength) => LongestName;

        public override int Write(Span<byte> destination, in MessageContext context, in TrackingToken token)
        {
            var name = context.Scenario ?? "default"u8;
            name.CopyTo(destination);
            return name.Length;
        }
    }

    /// <summary>The intended time in ISO 8601, to the millisecond: UTC, or local time without a zone.</summary>
    internal sealed class Time(bool utc) : Placeholder
    {
        public override bool DependsOnMessage => true;

        public override int MaxLength(int maxClientIdLength) => 24;

        public override int Write(Span<byte> destination, in MessageContext context, in TrackingToken token)
        {
            var time = DateTime.UnixEpoch.AddTicks(context.IntendedUnixNanoseconds / 100);
            (utc ? time : time.ToLocalTime()).TryFormat(
                destination, out var written, utc ? "yyyy-MM-dd'T'HH:mm:ss.fff'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff",
                CultureInfo.InvariantCulture);
            return written;
        }
    }

    /// <summary>The intended time in seconds since 1970 with a fraction.</summary>
    internal sealed class Seconds(int decimals) : Placeholder
    {
        public override bool DependsOnMessage => true;

        public override int MaxLength(int maxClientIdLength) => 30;

        public override int Write(Span<byte> destination, in MessageContext context, in TrackingToken token)
        {
            var (seconds, nanoseconds) = Math.DivRem(context.IntendedUnixNanoseconds, 1_000_000_000);
            Utf8Formatter.TryFormat(seconds, destination, out var written);
            destination[written++] = (byte)'.';
            for (var (i, scale) = (0, 100_000_000L); i < decimals; i++, scale /= 10)
            {
                destination[written++] = (byte)('0' + (nanoseconds / scale % 10));
            }

            return written;
        }
    }

    /// <summary>A random integer, both bounds included.</summary>
    internal sealed class Integer(int place, long min, long max) : Placeholder
    {
        public override bool DependsOnDevice => true;

        public override bool DependsOnMessage => true;

        public override int MaxLength(int maxClientIdLength) => 20;

        public override int Write(Span<byte> destination, in MessageContext context, in TrackingToken token)
        {
            var span = (UInt128)(ulong)(max - min) + 1;
            var value = min + (long)(ulong)((span * Draw(context, place)) >> 64);
            Utf8Formatter.TryFormat(value, destination, out var written);
            return written;
        }
    }

    /// <summary>A random number with a fixed number of decimals.</summary>
    internal sealed class Float(int place, double min, double max, byte decimals) : Placeholder
    {
        public override bool DependsOnDevice => true;

        public override bool DependsOnMessage => true;

        public override int MaxLength(int maxClientIdLength) => 40;

        public override int Write(Span<byte> destination, in MessageContext context, in TrackingToken token)
        {
            var unit = (Draw(context, place) >> 11) * (1.0 / (1UL << 53));
            var format = new System.Buffers.StandardFormat('F', decimals);
            Utf8Formatter.TryFormat(min + (unit * (max - min)), destination, out var written, format);
            return written;
        }
    }

    /// <summary>Random letters and digits.</summary>
    internal sealed class RandomText(int place, int length) : Placeholder
    {
        public override bool DependsOnDevice => true;

        public override bool DependsOnMessage => true;

        private static ReadOnlySpan<byte> Alphabet => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8;

        public override int MaxLength(int maxClientIdLength) => length;

        public override int Write(Span<byte> destination, in MessageContext context, in TrackingToken token)
        {
            var random = new SplitMix(Draw(context, place), 0);
            for (var i = 0; i < length; i++)
            {
                destination[i] = Alphabet[random.NextInt(Alphabet.Length)];
            }

            return length;
        }
    }

    /// <summary>A random GUID (version 4).</summary>
    internal sealed class Uuid(int place) : Placeholder
    {
        public override bool DependsOnDevice => true;

        public override bool DependsOnMessage => true;

        public override int MaxLength(int maxClientIdLength) => 36;

        public override int Write(Span<byte> destination, in MessageContext context, in TrackingToken token)
        {
            var high = Draw(context, place);
            var low = SplitMix.Mix(high);
            Span<byte> bytes = stackalloc byte[16];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, (high & ~0xF000UL) | 0x4000);
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (low & ~(3UL << 62)) | (2UL << 62));
            Utf8Formatter.TryFormat(new Guid(bytes, bigEndian: true), destination, out var written);
            return written;
        }
    }

    /// <summary>A value of the device's CSV row.</summary>
    internal sealed class Csv(int column, int longest, bool inJson) : Placeholder
    {
        public override bool DependsOnDevice => true;

        public override int MaxLength(int maxClientIdLength) => longest;

        public override int Write(Span<byte> destination, in MessageContext context, in TrackingToken token) =>
            WriteText(context.Row[column], destination, inJson);
    }

    /// <summary>The tracking token.</summary>
    internal sealed class Tracking : Placeholder
    {
        public override bool DependsOnDevice => true;

        public override bool DependsOnMessage => true;

        public override int MaxLength(int maxClientIdLength) => TrackingToken.Length;

        public override int Write(Span<byte> destination, in MessageContext context, in TrackingToken token)
        {
            token.Write(destination);
            return TrackingToken.Length;
        }
    }
}
