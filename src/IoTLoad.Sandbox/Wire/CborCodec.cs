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
        if (cbor.IsEmpty)
        {
            return [];
        }

        try
        {
            return Read(new CborReader(cbor, CborConformanceMode.Lax)) as Document
                ?? throw new InvalidInputException("The request's body is not a CBOR map.");
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException)
        {
            throw new InvalidInputException($"The request's body is not valid CBOR: {e.Message}");
        }
    }

    /// <summary>Writes a structure.</summary>
    public static byte[] Write(Document document)
    {
        var cbor = new CborWriter(CborConformanceMode.Lax);
        Write(cbor, document);
        return cbor.Encode();
    }

    private static object? Read(CborReader cbor)
    {
        if (cbor.CurrentDepth > Deepest)
        {
            throw new InvalidInputException($"The request's body is nested more than {Deepest} deep.");
        }

        switch (cbor.PeekState())
        {
            case CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString:
                return cbor.ReadTextString();
            case CborReaderState.ByteString or CborReaderState.StartIndefiniteLengthByteString:
                return cbor.ReadByteString();
            case CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger:
                return cbor.ReadInt64();
            case CborReaderState.HalfPrecisionFloat or CborReaderState.SinglePrecisionFloat or CborReaderState.DoublePrecisionFloat:
                return cbor.ReadDouble();
            case CborReaderState.Boolean:
                return cbor.ReadBoolean();
            case CborReaderState.Null or CborReaderState.Undefined or CborReaderState.SimpleValue:
                cbor.SkipValue();
                return null;
            case CborReaderState.Tag:
                return ReadTagged(cbor);
            case CborReaderState.StartArray:
                return ReadArray(cbor);
            case CborReaderState.StartMap:
                return ReadMap(cbor);
            case var other:
                throw new InvalidInputException($"The request's body has {other} where a value belongs.");
        }
    }

    private static object? ReadTagged(CborReader cbor)
    {
        var tag = cbor.ReadTag();
        if (cbor.PeekState() == CborReaderState.Tag)
        {
            throw new InvalidInputException("The request's body has a tag of a tag.");
        }

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
                cbor.WriteInt32(number);
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
                WriteMap(cbor, document);
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

    private static void WriteMap(CborWriter cbor, Document document)
    {
        cbor.WriteStartMap(document.Values.Count(value => value is not null));
        foreach (var (name, value) in document)
        {
            if (value is not null)
            {
                cbor.WriteTextString(name);
                Write(cbor, value);
            }
        }

        cbor.WriteEndMap();
    }
}
