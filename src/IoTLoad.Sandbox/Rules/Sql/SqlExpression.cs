using System.Globalization;
using System.Text.Json;

namespace IoTLoad.Sandbox.Rules.Sql;

/// <summary>Something in a statement that has a value.</summary>
/// <param name="Name">The key that the value gets in the result without an AS; null where one has to be given.</param>
/// <param name="Evaluate">
/// The value for a message, without a kind for what AWS calls Undefined: a field that is not there, or an operation that has no
/// result. Throws a <see cref="JsonException"/> if the payload is needed and is no JSON.
/// </param>
internal sealed record SqlExpression(string? Name, Func<SqlInput, JsonElement> Evaluate)
{
    /// <summary><c>timestamp()</c>: milliseconds since 1970 in UTC, as the rules engine sees the message.</summary>
    public static SqlExpression Timestamp { get; } = Function(input => input.Message.Received.ToUnixTimeMilliseconds());

    /// <summary><c>clientid()</c>: "n/a if the message wasn't sent over MQTT" (AWS IoT SQL reference, "Functions").</summary>
    public static SqlExpression ClientId { get; } = Function(input => input.Message.ClientId ?? "n/a");

    /// <summary>A string, number, true, false or null.</summary>
    public static SqlExpression Literal<T>(T value)
    {
        var literal = JsonSerializer.SerializeToElement(value);
        return new(null, _ => literal);
    }

    /// <summary>A field of the payload, or one inside another, as <c>a.b.c</c>.</summary>
    public static SqlExpression Field(IReadOnlyList<string> path) => new(path[^1], input =>
    {
        var value = input.Payload;
        foreach (var name in path)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return default;
            }
        }

        return value;
    });

    /// <summary><c>topic()</c>, or <c>topic(n)</c>: its n-th level, from 1.</summary>
    public static SqlExpression Topic(int? level) => level is not { } wanted
        ? Function(input => input.Message.Topic)
        : new(null, input => input.Message.Topic.Split('/') is var levels && wanted <= levels.Length
            ? JsonSerializer.SerializeToElement(levels[wanted - 1])
            : default);

    private static SqlExpression Function<T>(Func<SqlInput, T> value) =>
        new(null, input => JsonSerializer.SerializeToElement(value(input)));
}

/// <summary>Compares values as a WHERE clause asks.</summary>
internal static class SqlComparison
{
    /// <summary>Whether a comparison holds. A value that is Undefined fulfils none.</summary>
    public static bool Holds(JsonElement a, string comparator, JsonElement b) =>
        a.ValueKind != JsonValueKind.Undefined && b.ValueKind != JsonValueKind.Undefined && comparator switch
        {
            "=" => AreEqual(a, b),
            "<>" or "!=" => !AreEqual(a, b),
            "<" => Order(a, b) < 0,
            "<=" => Order(a, b) <= 0,
            ">" => Order(a, b) > 0,
            _ => Order(a, b) >= 0,
        };

    private static bool AreEqual(JsonElement a, JsonElement b) => Order(a, b) is { } order ? order == 0 : JsonElement.DeepEquals(a, b);

    /// <summary>
    /// Numbers, and text that is a number beside a number, by value; texts by their characters ("Operators" and "Data types"
    /// of the AWS IoT SQL reference). Null where there is no order.
    /// </summary>
    private static int? Order(JsonElement a, JsonElement b) => (a.ValueKind, b.ValueKind) switch
    {
        (JsonValueKind.String, JsonValueKind.String) => string.CompareOrdinal(a.GetString(), b.GetString()),
        (JsonValueKind.Number, _) or (_, JsonValueKind.Number) when Number(a) is { } x && Number(b) is { } y => x.CompareTo(y),
        _ => null,
    };

    private static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
            number,
        _ => null,
    };
}
