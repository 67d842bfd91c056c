using System.Text.Json;
using System.Text.RegularExpressions;

namespace IoTLoad.Sandbox.Rules.Sql;

/// <summary>
/// A text with expressions in <c>${...}</c>, each "evaluated separately from the SELECT statement" on the original payload
/// ("Substitution templates", AWS IoT Developer Guide).
/// </summary>
internal sealed partial class SqlTemplate
{
    private readonly string _template;
    private readonly Dictionary<string, SqlExpression> _expressions = [];

    /// <exception cref="RefusedException">SqlParseException: an expression is not understood or not closed.</exception>
    public SqlTemplate(string template)
    {
        _template = template;
        var end = 0;
        foreach (Match match in Expression.Matches(template))
        {
            _expressions[match.Value] = new SqlParser(match.Value[2..^1]).ReadExpression();
            end = match.Index + match.Length;
        }

        if (template.IndexOf("${", end, StringComparison.Ordinal) is >= 0 and var open)
        {
            throw SqlError.At(template, open, "The expression that begins here is not closed by '}'.");
        }
    }

    [GeneratedRegex(@"\$\{[^}]*\}")]
    private static partial Regex Expression { get; }

    /// <summary>The text for a message; an expression without a value gives nothing.</summary>
    /// <exception cref="JsonException">The payload is needed and is no JSON.</exception>
    public string Fill(SqlInput input) => Expression.Replace(_template, match => _expressions[match.Value].Evaluate(input) switch
    {
        { ValueKind: JsonValueKind.Undefined } => "",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        var value => value.GetRawText(),
    });
}
