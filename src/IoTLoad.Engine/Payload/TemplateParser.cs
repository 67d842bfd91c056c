using System.Globalization;
using System.Text;

namespace IoTLoad.Engine.Payload;

/// <summary>Reads a template. <c>{{{{</c> stands for a literal <c>{{</c>.</summary>
internal sealed class TemplateParser(string text, string source, TemplateScope scope, PayloadColumns? columns)
{
    private const int LongestString = 262_144;

    private static readonly string[] Names =
        ["device", "devices", "clientId", "run", "message", "protocol", "timestamp", "int", "float", "string", "guid", "csv", "tracking", "shard", "triggerNo", "ruleNo", "threadNo"];

    private readonly List<Placeholder> _pieces = [];
    private readonly StringBuilder _literal = new();

    public IReadOnlyList<Placeholder> Parse()
    {
        var at = 0;
        while (at < text.Length)
        {
            if (string.CompareOrdinal(text, at, "{{{{", 0, 4) == 0)
            {
                _literal.Append("{{");
                at += 4;
            }
            else if (string.CompareOrdinal(text, at, "{{", 0, 2) == 0)
            {
                var end = text.IndexOf("}}", at + 2, StringComparison.Ordinal);
                if (end < 0)
                {
                    throw Error(at, "A placeholder is not closed.", "End it with }}, or write {{{{ for a literal {{.");
                }

                EndLiteral();
                _pieces.Add(Read(text[(at + 2)..end], at));
                at = end + 2;
            }
            else
            {
                _literal.Append(text[at++]);
            }
        }

        EndLiteral();
        return _pieces;
    }

    private void EndLiteral()
    {
        if (_literal.Length > 0)
        {
            _pieces.Add(new Placeholder.Literal(Encoding.UTF8.GetBytes(_literal.ToString())));
            _literal.Clear();
        }
    }

    private Placeholder Read(string inner, int at)
    {
        var words = inner.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var name = words.Length == 0 ? "" : words[0];
        var known = Array.Find(Names, each => each.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw Error(at, $"There is no placeholder {{{{{inner}}}}}.", $"Use one of: {string.Join(", ", Names)}.");
        var placeholder = Make(known, words[1..], at);
        CheckScope(known, at);
        return placeholder;
    }

    private void CheckScope(string name, int at)
    {
        var allowed = name switch
        {
            "tracking" => scope == TemplateScope.Payload,
            "clientId" => scope != TemplateScope.ClientId,

            // A random value is drawn by device and message: where there is no message, each device has one for good.
            "message" or "timestamp" => scope is TemplateScope.Topic or TemplateScope.Payload,
            _ => true,
        };
        if (!allowed)
        {
            throw Error(at, $"The placeholder {{{{{name}}}}} has no meaning here.", $"Leave it out of {source}.");
        }
    }

    private Placeholder Make(string name, string[] arguments, int at)
    {
        var place = _pieces.Count + 1;
        switch (name)
        {
            case "device":
                Expect(arguments, 0, 1, "{{device}} or {{device width}}", at);
                return new Placeholder.Device(arguments.Length == 0 ? (byte)1 : (byte)Whole(arguments[0], 1, 20, at));
            case "devices":
                Expect(arguments, 0, 0, "{{devices}}", at);
                return new Placeholder.Number(context => context.Devices, device: false, message: false);
            case "clientId":
                Expect(arguments, 0, 0, "{{clientId}}", at);
                return new Placeholder.ClientId();
            case "run":
                Expect(arguments, 0, 0, "{{run}}", at);
                return new Placeholder.Run();
            case "shard":
                Expect(arguments, 0, 0, "{{shard}}", at);
                return new Placeholder.Number(context => context.Shard, device: true, message: false);
            case "triggerNo":
                Expect(arguments, 0, 0, "{{triggerNo}}", at);
                return new Placeholder.Number(context => context.TriggerNo, device: true, message: false);
            case "ruleNo":
                Expect(arguments, 0, 0, "{{ruleNo}}", at);
                return new Placeholder.Number(context => context.RuleNo, device: true, message: false);
            case "threadNo":
                Expect(arguments, 0, 0, "{{threadNo}}", at);
                return new Placeholder.Number(context => context.ThreadNo, device: true, message: false);
            case "message":
                Expect(arguments, 0, 0, "{{message}}", at);
                return new Placeholder.Number(context => context.Message, device: true, message: true);
            case "protocol":
                Expect(arguments, 0, 0, "{{protocol}}", at);
                return new Placeholder.Protocol();
            case "timestamp":
                return Timestamp(arguments, at);
            case "int":
                Expect(arguments, 2, 2, "{{int min max}}", at);
                var min = Whole(arguments[0], long.MinValue / 2, long.MaxValue / 2, at);
                return new Placeholder.Integer(place, min, Whole(arguments[1], min, long.MaxValue / 2, at));
            case "float":
                return Float(arguments, place, at);
            case "string":
                Expect(arguments, 1, 1, "{{string length}}", at);
                return new Placeholder.RandomText(place, (int)Whole(arguments[0], 1, LongestString, at));
            case "guid":
                Expect(arguments, 0, 0, "{{guid}}", at);
                return new Placeholder.Uuid(place);
            case "csv":
                Expect(arguments, 1, int.MaxValue, "{{csv column}}", at);
                return Csv(string.Join(' ', arguments), at);
            default:
                Expect(arguments, 0, 0, "{{tracking}}", at);
                return new Placeholder.Tracking();
        }
    }

    private Placeholder Timestamp(string[] arguments, int at)
    {
        Expect(arguments, 0, 1, "{{timestamp}} or {{timestamp s|ms|us|ns|iso}}", at);
        return (arguments.Length == 0 ? "ms" : arguments[0]) switch
        {
            "s" => Divided(1_000_000_000),
            "ms" => Divided(1_000_000),
            "us" => Divided(1_000),
            "ns" => Divided(1),
            "iso" => new Placeholder.IsoTime(),
            var unit => throw Error(at, $"There is no timestamp unit {unit}.", "Use s, ms, us, ns or iso."),
        };

        static Placeholder Divided(long by) => new Placeholder.Number(context => context.IntendedUnixNanoseconds / by, device: false, message: true);
    }

    private Placeholder.Float Float(string[] arguments, int place, int at)
    {
        Expect(arguments, 2, 3, "{{float min max}} or {{float min max decimals}}", at);
        var min = Real(arguments[0], at);
        var max = Real(arguments[1], at);
        if (max < min)
        {
            throw Error(at, "The largest value is below the smallest.", "Write the smaller value first.");
        }

        return new Placeholder.Float(place, min, max, arguments.Length == 3 ? (byte)Whole(arguments[2], 0, 12, at) : (byte)2);
    }

    private Placeholder.Csv Csv(string column, int at)
    {
        if (columns is null)
        {
            throw Error(at, "There is no CSV file to take a column from.", "Give it with -PayloadCsv.");
        }

        var index = columns.IndexOf(column);
        return index >= 0
            ? new Placeholder.Csv(index, columns.LongestOf(index))
            : throw Error(at, $"The CSV file has no column {column}.", $"Use one of: {string.Join(", ", columns.Names)}.");
    }

    private void Expect(string[] arguments, int least, int most, string form, int at)
    {
        if (arguments.Length < least || arguments.Length > most)
        {
            throw Error(at, $"The placeholder has {arguments.Length} arguments.", $"Write {form}.");
        }
    }

    private long Whole(string argument, long min, long max, int at) =>
        long.TryParse(argument, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Error(at, $"{argument} is not a whole number from {min} to {max}.", "Write such a number.");

    private double Real(string argument, int at) =>
        double.TryParse(argument, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) <= 1e15
            ? value
            : throw Error(at, $"{argument} is not a number of at most 15 digits.", "Write a number such as -40.5.");

    private LoadException Error(int at, string what, string action)
    {
        var before = text.AsSpan(0, at);
        var line = before.Count('\n') + 1;
        var column = at - before.LastIndexOf('\n');
        return new LoadException(
            "MalformedTemplate", LoadErrorKind.InvalidInput,
            string.Create(CultureInfo.InvariantCulture, $"{source}, line {line}, column {column}: {what}"), action, text);
    }
}
