using System.Formats.Cbor;

namespace IoTLoad.Sandbox.Wire;

/// <summary>Documents as CBOR: times have tag 1 and are seconds since 1970 (Smithy RPC v2 CBOR protocol).</summary>
internal static class CborCodec
{
    private const int Deepest = 64;

    /// <summary>Reads a structure; nothing at all is an empty one.</summary>
    /// <exception cref="InvalidInputException">It is no CBOR map.</exception>
    public static Document Read(ReadOnlyMemory<byte> cbor)
    {
        try
        {
            return cbor.IsEmpty ? [] : Read(new CborReader(cbor, CborConformanceMode.Lax)) as Document
                ?? throw new InvalidInputException("The request's body is not a CBOR map.");
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException)
        {
            throw new InvalidInputException($"The request's body is not valid CBOR: {e.Message}");
        }
    }

    public static byte[] Write(Document document)
    {
        var cbor = new CborWriter(CborConformanceMode.Lax);
        Write(cbor, document);
        return cbor.Encode();
    }

    private static object? Read(CborReader cbor)
    {
        InvalidInputException.ThrowIf(cbor.CurrentDepth > Deepest, $"The request's body is nested more than {Deepest} deep.");
        return cbor.PeekState() switch
        {
            CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString => cbor.ReadTextString(),
            CborReaderState.ByteString or CborReaderState.StartIndefiniteLengthByteString => cbor.ReadByteString(),
            CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger => cbor.ReadInt64(),
            CborReaderState.HalfPrecisionFloat or CborReaderState.SinglePrecisionFloat
                or CborReaderState.DoublePrecisionFloat => cbor.ReadDouble(),
            CborReaderState.Boolean => cbor.ReadBoolean(),
            CborReaderState.Null or CborReaderState.Undefined or CborReaderState.SimpleValue => ReadNothing(cbor),
            CborReaderState.Tag => ReadTagged(cbor),
            CborReaderState.StartArray => ReadArray(cbor),
            CborReaderState.StartMap => ReadMap(cbor),
            var other => throw new InvalidInputException($"The request's body has {other} where a value belongs."),
        };
    }

    private static object? ReadNothing(CborReader cbor)
    {
        cbor.SkipValue();
        return null;
    }

    private static object? ReadTagged(CborReader cbor)
    {
        var tag = cbor.ReadTag();
        InvalidInputException.ThrowIf(cbor.PeekState() == CborReaderState.Tag, "The request's body has a tag of a tag.");
        var value = Read(cbor);
        return tag == CborTag.UnixTimeSeconds ? new Document { ["time"] = value }.Time("time") : value;
    }

    private static List<object?> ReadArray(CborReader cbor)
    {
        var list = new List<object?>();
        cbor.ReadStartArray();
        while (cbor.PeekState() != CborReaderState.EndArray)
        {
            list.Add(Read(cbor));
        }

        cbor.ReadEndArray();
        return list;
    }

    private static Document ReadMap(CborReader cbor)
    {
        var document = new Document();
        cbor.ReadStartMap();
        while (cbor.PeekState() != CborReaderState.EndMap)
        {
            document[cbor.ReadTextString()] = Read(cbor);
        }

        cbor.ReadEndMap();
        return document;
    }

    private static void Write(CborWriter cbor, object? value)
    {
        switch (value)
        {
            case null:
                cbor.WriteNull();
                break;
            case string text:
                cbor.WriteTextString(text);
                break;
            case bool flag:
                cbor.WriteBoolean(flag);
                break;
            case int number:
                cbor.WriteInt64(number);
                break;
            case long number:
                cbor.WriteInt64(number);
                break;
            case double number:
                cbor.WriteDouble(number);
                break;
            case DateTimeOffset time:
                cbor.WriteTag(CborTag.UnixTimeSeconds);
                cbor.WriteDouble(time.ToUnixTimeMilliseconds() / 1000.0);
                break;
            case byte[] bytes:
                cbor.WriteByteString(bytes);
                break;
            case Document document:
                cbor.WriteStartMap(document.Present.Count());
                foreach (var (name, member) in document.Present)
                {
                    cbor.WriteTextString(name);
                    Write(cbor, member);
                }

                cbor.WriteEndMap();
                break;
            case System.Collections.IEnumerable list:
                cbor.WriteStartArray(null);
                foreach (var item in list)
                {
                    Write(cbor, item);
                }

                cbor.WriteEndArray();
                break;
            default:
                throw new InvalidOperationException($"A {value.GetType()} has no form in CBOR.");
        }
    }
}
