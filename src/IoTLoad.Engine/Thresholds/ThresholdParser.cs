using System.Globalization;

namespace IoTLoad.Engine.Thresholds;

/// <summary>Reads <c>metric operator limit unit</c>, and says at which column it goes wrong.</summary>
internal sealed class ThresholdParser(string expression)
{
    private int _position;

    public Threshold Parse()
    {
        var metric = ReadMetric();
        var op = ReadOperator();
        SkipSpace();
        var limit = ReadNumber();
        SkipSpace();
        var unit = ReadUnit(metric);
        return new Threshold(expression.Trim(), metric, op, limit, unit);
    }

    private ThresholdMetric ReadMetric()
    {
        SkipSpace();
        var start = _position;
        var name = ReadWhile(char.IsAsciiLetterOrDigit);
        if (name.Length == 0)
        {
            throw Malformed(start, "the name of a metric is expected here");
        }

        var isLatency = ThresholdMetric.Latencies.Contains(name, StringComparer.OrdinalIgnoreCase);
        if (!isLatency)
        {
            return ThresholdMetric.Find(name) ?? throw Malformed(start, $"there is no metric '{name}'");
        }

        if (Peek() != '.')
        {
            throw Malformed(_position, $"'{name}' is a latency and needs a statistic, such as {name}.p99");
        }

        _position++;
        var statisticStart = _position;
        var statistic = ReadWhile(char.IsAsciiLetterOrDigit);
        return ThresholdMetric.Find(name, statistic)
            ?? throw Malformed(statisticStart, $"'{statistic}' is none of the statistics {string.Join(", ", ThresholdMetric.Statistics)}");
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
            _ => throw Malformed(start, "one of the operators < <= > >= == != is expected here"),
        };
    }

    private double ReadNumber()
    {
        var start = _position;
        var text = ReadWhile(character => char.IsAsciiDigit(character) || character == '.');
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw Malformed(start, "a number of 0 or more is expected here, with a point before its decimals");
    }

    private ThresholdUnit ReadUnit(ThresholdMetric metric)
    {
        var start = _position;
        var text = expression[start..].Trim();
        var kind = ThresholdUnit.All.FirstOrDefault(unit => string.Equals(unit.Text, text, StringComparison.OrdinalIgnoreCase));
        return (metric.Kind, kind?.Kind) switch
        {
            (ThresholdKind.Latency, ThresholdKind.Latency) => kind,
            (ThresholdKind.Latency, _) => throw Malformed(start, "a duration needs its unit here: us, ms or s"),
            (ThresholdKind.Rate, ThresholdKind.Rate or ThresholdKind.Count) => kind,
            (ThresholdKind.Rate, _) => throw Malformed(start, "a rate is in messages a second: nothing or /s is expected here"),
            (ThresholdKind.Count, ThresholdKind.Count) => kind,
            (ThresholdKind.Count, ThresholdKind.Share) => metric.Base is not null
                ? kind
                : throw Malformed(start, $"there is nothing that '{metric.Name}' is a percentage of"),
            _ => throw Malformed(start, $"'{metric.Name}' is a count: nothing or % is expected here"),
        };
    }

    private char? Peek() => _position < expression.Length ? expression[_position] : null;

    private void SkipSpace() => ReadWhile(char.IsWhiteSpace);

    private string ReadWhile(Func<char, bool> accept)
    {
        var start = _position;
        while (_position < expression.Length && accept(expression[_position]))
        {
            _position++;
        }

        return expression[start.._position];
    }

    private LoadException Malformed(int position, string problem) => new(
        "MalformedThreshold",
        LoadErrorKind.InvalidInput,
        FormattableString.Invariant($"The threshold \"{expression}\" is wrong at column {position + 1}: {problem}."),
        $"Write a metric, an operator (< <= > >= == !=) and a limit, such as \"ack.p99 < 200ms\". {ThresholdMetric.Vocabulary}",
        expression);
}
