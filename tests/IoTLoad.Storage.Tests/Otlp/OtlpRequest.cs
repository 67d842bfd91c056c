using System.Globalization;
using Google.Protobuf;

namespace IoTLoad.Storage.Tests.Otlp;

/// <summary>
/// Reads an ExportMetricsServiceRequest, field by field as OTLP's protocol buffers number them (opentelemetry-proto, metrics/v1
/// and common/v1).
/// </summary>
internal sealed class OtlpRequest
{
    private readonly List<OtlpPoint> _points = [];

    public OtlpRequest(byte[] body)
    {
        foreach (var resourceMetrics in Messages(body, 1))
        {
            foreach (var resource in Messages(resourceMetrics, 1))
            {
                Resource = Attributes(resource, 1);
            }

            foreach (var metric in Messages(resourceMetrics, 2).SelectMany(scopeMetrics => Messages(scopeMetrics, 2)))
            {
                Read(metric);
            }
        }
    }

    public IReadOnlyDictionary<string, string> Resource { get; } = new Dictionary<string, string>();

    public IReadOnlyList<OtlpPoint> Points => _points;

    private void Read(byte[] metric)
    {
        var name = Text(metric, 1);
        var unit = Text(metric, 3);
        foreach (var gauge in Messages(metric, 5))
        {
            _points.AddRange(Messages(gauge, 1).Select(point => Point(name, unit, false, point)));
        }

        foreach (var sum in Messages(metric, 7))
        {
            // Cumulative (2) and monotonic, or it would not be what a collector can make rates of.
            Assert.Equal((2UL, 1UL), (Number(sum, 2), Number(sum, 3)));
            _points.AddRange(Messages(sum, 1).Select(point => Point(name, unit, true, point)));
        }
    }

    private static OtlpPoint Point(string name, string unit, bool isSum, byte[] point)
    {
        double value = 0;
        Walk(point, (field, input) =>
        {
            switch (field)
            {
                case 4:
                    value = input.ReadDouble();
                    return true;
                case 6:
                    value = input.ReadSFixed64();
                    return true;
                default:
                    return false;
            }
        });
        return new OtlpPoint(name, unit, isSum, value, Attributes(point, 7));
    }

    private static Dictionary<string, string> Attributes(byte[] message, int number) => Messages(message, number).ToDictionary(
        pair => Text(pair, 1),
        pair =>
        {
            var value = Messages(pair, 2).Single();
            var text = Messages(value, 1).ToList();
            return text.Count == 1 ? System.Text.Encoding.UTF8.GetString(text[0]) : Number(value, 3).ToString(CultureInfo.InvariantCulture);
        });

    private static string Text(byte[] message, int number) =>
        System.Text.Encoding.UTF8.GetString(Messages(message, number).SingleOrDefault() ?? []);

    private static ulong Number(byte[] message, int number)
    {
        ulong value = 0;
        Walk(message, (field, input) =>
        {
            if (field != number)
            {
                return false;
            }

            value = input.ReadUInt64();
            return true;
        });
        return value;
    }

    private static List<byte[]> Messages(byte[] message, int number)
    {
        var found = new List<byte[]>();
        Walk(message, (field, input) =>
        {
            if (field != number)
            {
                return false;
            }

            found.Add(input.ReadBytes().ToByteArray());
            return true;
        });
        return found;
    }

    private static void Walk(byte[] message, Func<int, CodedInputStream, bool> read)
    {
        using var input = new CodedInputStream(message);
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            if (!read(WireFormat.GetTagFieldNumber(tag), input))
            {
                input.SkipLastField();
            }
        }
    }
}
