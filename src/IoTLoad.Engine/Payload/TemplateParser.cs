using System.Globalization;
using System.Text;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Payload;

/// <summary>Reads a template. <c>{{{{</c> stands for a literal <c>{{</c>.</summary>
internal sealed class TemplateParser(string text, string source, TemplateScope scope, PayloadColumns? columns)
{
    private const int LongestString = 262_144;

    private static readonly string[] Names =
        [
            "device", "devices", "clientId", "run", "message", "protocol", "host", "timestamp", "int", "float", "string", "guid", "csv",
            "tracking", "shard", "triggerNo", "ruleNo", "threadNo", "scenario",
        ];

    /// <summary>Placeholders that count from 0, and from n when written as <c>{{name+n}}</c>.</summary>
    private static readonly string[] Counters = ["device", "devices", "message", "shard", "triggerNo", "ruleNo", "threadNo"];

    private readonly JsonPlace _json = new(scope == TemplateScope.Payload && JsonPlace.LooksLikeJson(text));
    private readonly List<Placeholder> _pieces = [];
    private readonly StringBuilder _literal = new();

    public IReadOnlyList<Placeholder> Parse()
    {
        CheckEncoding();
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
            var literal = _literal.ToString();
            _json.Pass(literal);
            _pieces.Add(new Placeholder.Literal(Encoding.UTF8.GetBytes(literal)));
            _literal.Clear();
        }
    }

    private void CheckEncoding()
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                throw Error(i, "Half a character (a lone surrogate) cannot be sent.", "Write the whole character, or leave it out.");
            }
        }
    }

    private Placeholder Read(string inner, int at)
    {
        var words = inner.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var name = words.Length == 0 ? "" : words[0];
        var offset = 0L;
        if (name.Split('+') is [var counted, var from]
            && Array.Exists(Counters, each => each.Equals(counted, StringComparison.OrdinalIgnoreCase)))
        {
            name = counted;
            offset = Whole(from, 0, int.MaxValue, at);
        }

        var known = Array.Find(Names, each => each.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw Error(at, $"There is no placeholder {{{{{inner}}}}}.", $"Use one of: {string.Join(", ", Names)}.");
        var placeholder = Make(known, words[1..], offset, at);
        CheckScope(known, at);
        return placeholder;
    }

    private void CheckScope(string name, int at)
    {
        var allowed = name switch
        {
            "tracking" or "host" => scope == TemplateScope.Payload,
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

    private Placeholder Make(string name, string[] arguments, long offset, int at)
    {
        var place = _pieces.Count + 1;
        switch (name)
        {
            case "device":
                Expect(arguments, 0, 1, "{{device}} or {{device width}}", at);
                return new Placeholder.Device(arguments.Length == 0 ? (byte)1 : (byte)Whole(arguments[0], 1, 20, at), offset);
            case "devices":
                return Counter(context => context.Devices, device: false);
            case "clientId":
                Expect(arguments, 0, 0, "{{clientId}}", at);
                return new Placeholder.ClientId(_json.InString);
            case "run":
                Expect(arguments, 0, 0, "{{run}}", at);
                return new Placeholder.Run();
            case "scenario":
                Expect(arguments, 0, 0, "{{scenario}}", at);
                return new Placeholder.Scenario();
            case "host":
                Expect(arguments, 0, 0, "{{host}}", at);
                var host = Encoding.UTF8.GetBytes(Environment.MachineName);
                return new Placeholder.Literal(_json.InString ? JsonPlace.Escape(host) : host);
            case "shard":
                return Counter(context => context.Shard, device: true);
            case "triggerNo":
                return Counter(context => context.TriggerNo, device: true);
            case "ruleNo":
                return Counter(context => context.RuleNo, device: true);
            case "threadNo":
                return Counter(context => context.ThreadNo, device: true);
            case "message":
                return Counter(context => context.Message, device: true, message: true);
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

        Placeholder Counter(Func<MessageContext, long> value, bool device, bool message = false)
        {
            Expect(arguments, 0, 0, $"{{{{{name}}}}} or {{{{{name}+1}}}}", at);
            return new Placeholder.Number(offset == 0 ? value : context => value(context) + offset, device, message);
        }
    }

    private Placeholder Timestamp(string[] arguments, int at)
    {
        Expect(
            arguments, 0, arguments is ["s", ..] ? 2 : 1,
            "{{timestamp}}, {{timestamp s|ms|us|ns|iso|local}} or {{timestamp s decimals}}", at);
        if (arguments is ["s", var decimals])
        {
            return new Placeholder.Seconds((int)Whole(decimals, 1, 9, at));
        }

        return (arguments.Length == 0 ? "ms" : arguments[0]) switch
        {
            "s" => Divided(1_000_000_000),
            "ms" => Divided(1_000_000),
            "us" => Divided(1_000),
            "ns" => Divided(1),
            "iso" => new Placeholder.Time(utc: true),
            "local" => new Placeholder.Time(utc: false),
            var unit => throw Error(at, $"There is no timestamp unit {unit}.", "Use s, ms, us, ns, iso or local."),
        };

        static Placeholder Divided(long by) =>
            new Placeholder.Number(context => context.IntendedUnixNanoseconds / by, device: false, message: true);
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
            throw Error(at, "There is no CSV file to take a column from.", $"Give it with {PlanField.PayloadCsv}.");
        }

        var index = columns.IndexOf(column);
        if (index < 0)
        {
            throw Error(at, $"The CSV file has no column {column}.", $"Use one of: {string.Join(", ", columns.Names)}.");
        }

        if (_json is { IsJson: true, InString: false } && columns.FirstThat(index, value => !JsonPlace.IsValue(value)) is { } row)
        {
            throw Error(
                at, $"{columns.Describe(row, index)} is not a JSON value, and {{{{csv {column}}}}} stands outside quotes.",
                "Put quotes around the placeholder, or correct the file.");
        }

        return new Placeholder.Csv(index, columns.LongestOf(index, _json.InString), _json.InString);
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
        return LoadException.InvalidInput(
            "MalformedTemplate", $"{source}, line {line}, column {column}: {what}", action, text);
    }
}
