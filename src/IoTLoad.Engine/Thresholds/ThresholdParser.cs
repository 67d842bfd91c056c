using System.Globalization;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Thresholds;

/// <summary>Reads <c>metric operator limit unit</c>; on an error it names the column and what to write instead.</summary>
internal sealed class ThresholdParser(string expression)
{
    private const string Form =
        "Write a metric, an operator (< <= > >= == !=) and a limit, such as \"ack.p99 < 200ms\" or \"lost < 0.1%\".";
    private int _position;

    public Threshold Parse()
    {
        SkipScenario();
        var metrics = ReadMetrics();
        var op = ReadOperator();
        SkipSpace();
        var factor = ReadBaseline();
        var limit = factor is null ? ReadNumber() : double.NaN;
        SkipSpace();
        var unit = factor is null ? ReadUnit(metrics) : UnitOf(metrics[0].Kind);
        return new ThresholdClauses(this, metrics).Read(
            new Threshold(expression.Trim(), metrics, op, limit, unit)
            {
                BaselineFactor = factor,
                Scenario = ScenarioLines.ScenarioOf(expression),
            });
    }

    /// <summary>Where it reads.</summary>
    public int Position => _position;

    /// <summary>An expression with a limit in place of <c>baseline * 1.1</c>, and where that comes from behind it.</summary>
    public static string ReplaceBaseline(string expression, string limit, string name)
    {
        var parser = new ThresholdParser(expression);
        parser.SkipScenario();
        parser.ReadMetrics();
        parser.ReadOperator();
        parser.SkipSpace();
        var start = parser._position;
        parser.ReadBaseline();
        return $"{expression[..start]}{limit} ({expression[start..parser._position].Trim()}: {name}){expression[parser._position..]}";
    }

    /// <summary>The next word; empty at the end.</summary>
    public string ReadWord()
    {
        SkipSpace();
        return ReadWhile(character => !char.IsWhiteSpace(character));
    }

    /// <summary>Reads a word if it is the next one.</summary>
    public bool Accept(string word)
    {
        var start = _position;
        if (Same(ReadWord(), word))
        {
            return true;
        }

        _position = start;
        return false;
    }

    /// <summary>Skips a remark in parentheses.</summary>
    public void SkipRemark()
    {
        SkipSpace();
        if (_position < expression.Length && expression[_position] == '(')
        {
            var start = _position;
            ReadWhile(character => character != ')');
            _position = _position < expression.Length ? _position + 1
                : throw Malformed(start, "a parenthesis is not closed", "Close it with \")\".");
        }
    }

    /// <summary>Skips the name of a scenario, <c>telemetry:</c>.</summary>
    private void SkipScenario()
    {
        _position = ScenarioLines.PrefixOf(expression);
        if (_position > 0 && ScenarioLines.PrefixOf(expression[_position..]) > 0)
        {
            throw Malformed(_position, "a second scenario is named", "Name one, or none for the whole test.");
        }
    }

    private List<ThresholdMetric> ReadMetrics()
    {
        var metrics = new List<ThresholdMetric> { ReadMetric() };
        SkipSpace();
        while (_position < expression.Length && expression[_position] == '+')
        {
            var start = _position++;
            metrics.Add(ReadMetric());
            if (metrics[^1].Kind != metrics[0].Kind)
            {
                throw Malformed(
                    start, $"'{metrics[0].Name}' and '{metrics[^1].Name}' cannot be added",
                    "Add latencies, counts or rates to their like.");
            }

            SkipSpace();
        }

        return metrics;
    }

    /// <returns>The factor of a limit <c>baseline * 1.1</c>; null, with nothing read, if the limit is another.</returns>
    private double? ReadBaseline()
    {
        if (!expression.AsSpan(_position).StartsWith("baseline", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        _position += "baseline".Length;
        var end = _position;
        SkipSpace();
        if (_position >= expression.Length || expression[_position] != '*')
        {
            _position = end;
            return 1;
        }

        _position++;
        SkipSpace();
        return ReadNumber();
    }

    // What a baseline's value is given in.
    private static ThresholdUnit UnitOf(ThresholdKind kind) =>
        ThresholdUnit.All.First(unit => unit.Kind == kind && (kind != ThresholdKind.Latency || unit.Text == "ms"));

    private ThresholdMetric ReadMetric()
    {
        SkipSpace();
        var start = _position;
        var name = ReadWhile(character => char.IsAsciiLetterOrDigit(character) || character == '.');
        if (name.Length == 0)
        {
            throw Malformed(start, "expected a metric", Form);
        }

        // Tables call it p99.9.
        var written = name.EndsWith(".p99.9", StringComparison.OrdinalIgnoreCase) ? name[..^2] + "9" : name;
        if (ThresholdMetric.All.FirstOrDefault(metric => Same(metric.Name, written)) is { } found)
        {
            return found;
        }

        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var first = dot < 0 ? name : name[..dot];
        if (LatencyMetric.All.FirstOrDefault(latency => Same(latency.Name, first)) is not { } known)
        {
            throw Malformed(start, $"there is no metric '{name}'", $"Did you mean \"{Nearest(name)}\"?");
        }

        var latency = ThresholdMetric.Lower(known.Name);
        throw dot < 0
            ? Malformed(start + name.Length, $"'{latency}' needs a statistic", $"Write for example \"{latency}.p99\".")
            : Malformed(
                start + dot + 1, $"there is no statistic '{name[(dot + 1)..]}'",
                $"Use one of {string.Join(", ", LatencyStatistic.All.Select(statistic => statistic.Key))}.");
    }

    private ThresholdOperator ReadOperator()
    {
        SkipSpace();
        var start = _position;
        var text = ReadWhile(character => character is '<' or '>' or '=' or '!');
        return text switch
        {
            "<" => ThresholdOperator.Less,
            "<=" => ThresholdOperator.LessOrEqual,
            ">" => ThresholdOperator.Greater,
            ">=" => ThresholdOperator.GreaterOrEqual,
            "==" => ThresholdOperator.Equal,
            "!=" => ThresholdOperator.NotEqual,
            _ => throw Malformed(start, "expected an operator", "Use one of < <= > >= == !=."),
        };
    }

    private double ReadNumber()
    {
        var start = _position;
        var text = ReadWhile(character => char.IsAsciiDigit(character) || character == '.');
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? number
            : throw Malformed(start, "expected a number", "Write a number of 0 or more, with a point before its decimals.");
    }

    private ThresholdUnit ReadUnit(List<ThresholdMetric> metrics)
    {
        var metric = metrics[0];
        var start = _position;
        var text = ReadWord();
        if (ThresholdClauses.IsClause(text))
        {
            _position = start;
            text = "";
        }

        var unit = ThresholdUnit.All.FirstOrDefault(unit => Same(unit.Text, text));
        return (metric.Kind, unit?.Kind) switch
        {
            (ThresholdKind.Latency, ThresholdKind.Latency)
                or (ThresholdKind.Rate, ThresholdKind.Rate or ThresholdKind.Count)
                or (ThresholdKind.Count, ThresholdKind.Count) => unit!,
            (ThresholdKind.Count, ThresholdKind.Share)
                when metrics.All(each => each.Whole is not null && each.WholeName == metric.WholeName) =>
                unit!,
            (ThresholdKind.Latency, _) =>
                throw Malformed(start, $"'{metric.Name}' needs a duration", "Write the limit with us, ms or s, such as 200ms."),
            (ThresholdKind.Rate, ThresholdKind.Share) => throw Malformed(
                start, $"'{metric.Name}' is a rate in messages a second",
                "Write the limit as 1900/s; for a percentage, use \"published > 99%\"."),
            (ThresholdKind.Rate, _) => throw Malformed(
                start, $"'{metric.Name}' is a rate in messages a second", "Write the limit as 1900/s or as a plain number."),
            (_, ThresholdKind.Share) when metrics.Count > 1 => throw Malformed(
                start, "the sum is not a percentage of one thing", "Write a plain number, or one condition for each."),
            (_, ThresholdKind.Share) => throw Malformed(start, $"'{metric.Name}' is not a percentage of anything", "Write a plain number."),
            _ => throw Malformed(start, $"'{metric.Name}' is a count", metric.Whole is null
                ? "Write a plain number." : "Write a plain number, or a percentage such as 0.1%."),
        };
    }

    private static string Nearest(string name) => NearestWord.Of(name, ThresholdMetric.All.Select(metric => metric.Name));

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    public void SkipSpace() => ReadWhile(char.IsWhiteSpace);

    private string ReadWhile(Func<char, bool> accept)
    {
        var start = _position;
        while (_position < expression.Length && accept(expression[_position]))
        {
            _position++;
        }

        return expression[start.._position];
    }

    public LoadException Malformed(int position, string problem, string action) => new(
        "MalformedThreshold",
        LoadErrorKind.InvalidInput,
        Text($"The threshold \"{expression}\" is wrong at column {position + 1}: {problem}."),
        action,
        expression);
}
