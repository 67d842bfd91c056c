using System.Text;
using System.Text.Json;

namespace IoTLoad.Sandbox.Rules.Sql;

/// <summary>
/// A text with expressions in <c>${...}</c>, each "evaluated separately from the SELECT statement" on the original payload
/// ("Substitution templates", AWS IoT Developer Guide).
/// </summary>
internal sealed class SqlTemplate
{
    private readonly List<(string Text, SqlExpression? Expression)> _parts = [];

    /// <exception cref="RefusedException">SqlParseException: an expression is not understood or not closed.</exception>
    public SqlTemplate(string template)
    {
        var at = 0;
        while (true)
        {
            var start = template.IndexOf("${", at, StringComparison.Ordinal);
            if (start < 0)
            {
                _parts.Add((template[at..], null));
                return;
            }

            var end = template.IndexOf('}', start);
            if (end < 0)
            {
                throw SqlError.At(template, start, "The expression that begins here is not closed by '}'.");
            }

            _parts.Add((template[at..start], null));
            _parts.Add(("", new SqlParser(template[(start + 2)..end]).ReadExpression()));
            at = end + 1;
        }
    }

    /// <summary>The text for a message; an expression without a value gives nothing.</summary>
    /// <exception cref="JsonException">The payload is needed and is no JSON.</exception>
    public string Fill(SqlInput input)
    {
        var text = new StringBuilder();
        foreach (var (fixedText, expression) in _parts)
        {
            text.Append(fixedText);
            if (expression?.Evaluate(input) is { } value)
            {
                text.Append(value.ValueKind switch
                {
                    JsonValueKind.Undefined => "",
                    JsonValueKind.String => value.GetString(),
                    _ => value.GetRawText(),
                });
            }
        }

        return text.ToString();
    }
}
