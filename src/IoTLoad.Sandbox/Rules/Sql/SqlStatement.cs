using System.Text.Encodings.Web;
using System.Text.Json;

namespace IoTLoad.Sandbox.Rules.Sql;

/// <summary>A statement of a rule: which messages it takes, and what it makes of them.</summary>
/// <param name="Where">What the message has to fulfil; null for nothing.</param>
internal sealed record SqlStatement(IReadOnlyList<SqlColumn> Columns, string Filter, Func<SqlInput, bool>? Where)
{
    // As AWS writes it: only what JSON does not allow is escaped.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="RefusedException">SqlParseException: it is not understood; the message says where.</exception>
    public static SqlStatement Parse(string sql) => new SqlParser(sql).ReadStatement();

    /// <summary>What the actions get.</summary>
    /// <returns>Null where the message does not fulfil the condition.</returns>
    /// <exception cref="JsonException">The payload is needed and is no JSON, or more than <c>*</c> is selected and it is no
    /// object.</exception>
    public ReadOnlyMemory<byte>? Select(SqlInput input)
    {
        if (Where?.Invoke(input) == false)
        {
            return null;
        }

        // A payload that is selected as it is may be anything, also no JSON.
        if (Columns is [{ Expression: null }])
        {
            return input.Message.Payload;
        }

        // Where two columns have one name, the last one counts.
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var column in Columns)
        {
            if (column.Expression is null)
            {
                AddAll(input.Payload, values);
            }
            else if (column.Expression.Evaluate(input) is { ValueKind: not JsonValueKind.Undefined } value)
            {
                values[column.Name] = value;
            }
        }

        return JsonSerializer.SerializeToUtf8Bytes(values, Plain);
    }

    private static void AddAll(JsonElement payload, Dictionary<string, JsonElement> values)
    {
        if (payload.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("Only an object can be selected together with other values.");
        }

        foreach (var property in payload.EnumerateObject())
        {
            values[property.Name] = property.Value;
        }
    }
}

/// <summary>One entry of a SELECT.</summary>
/// <param name="Expression">Its value; null for <c>*</c>, the payload.</param>
/// <param name="Name">Its key in the result; empty for <c>*</c>.</param>
internal sealed record SqlColumn(SqlExpression? Expression, string Name);

/// <summary>What a statement is evaluated on: a message, whose payload is read as JSON when something asks for it.</summary>
internal sealed class SqlInput(RuleMessage message)
{
    private JsonElement? _payload;

    public RuleMessage Message { get; } = message;

    /// <exception cref="JsonException">It is no JSON.</exception>
    public JsonElement Payload
    {
        get
        {
            if (_payload is null)
            {
                using var document = JsonDocument.Parse(Message.Payload);
                _payload = document.RootElement.Clone();
            }

            return _payload.Value;
        }
    }
}
