using System.Text.Json;

namespace IoTLoad.Sandbox.Rules.Sql;

/// <summary>Something in a statement that has a value.</summary>
internal abstract class SqlExpression
{
    /// <summary>What AWS calls Undefined: a field that is not there, or an operation that has no result.</summary>
    protected static JsonElement Undefined => default;

    /// <summary>The key that the value gets in the result without an AS; null where one has to be given.</summary>
    public virtual string? Name => null;

    /// <summary>The value for a message.</summary>
    /// <exception cref="JsonException">The payload is needed and is no JSON.</exception>
    public abstract JsonElement Evaluate(SqlInput input);

    /// <summary>A string, number, true, false or null.</summary>
    internal sealed class Literal(JsonElement value) : SqlExpression
    {
        public override JsonElement Evaluate(SqlInput input) => value;
    }

    /// <summary>A field of the payload, or one inside another, as <c>a.b.c</c>.</summary>
    internal sealed class Field(IReadOnlyList<string> path) : SqlExpression
    {
        public override string? Name => path[^1];

        public override JsonElement Evaluate(SqlInput input)
        {
            var value = input.Payload;
            foreach (var name in path)
            {
                if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
                {
                    return Undefined;
                }
            }

            return value;
        }
    }

    /// <summary><c>topic()</c>, or <c>topic(n)</c>: its n-th level, from 1.</summary>
    internal sealed class Topic(int? level) : SqlExpression
    {
        public override JsonElement Evaluate(SqlInput input)
        {
            var topic = input.Message.Topic;
            if (level is not { } wanted)
            {
                return JsonSerializer.SerializeToElement(topic);
            }

            var levels = topic.Split('/');
            return wanted <= levels.Length ? JsonSerializer.SerializeToElement(levels[wanted - 1]) : Undefined;
        }
    }

    /// <summary><c>timestamp()</c>: milliseconds since 1970 in UTC, as the rules engine sees the message.</summary>
    internal sealed class Timestamp : SqlExpression
    {
        public override JsonElement Evaluate(SqlInput input) =>
            JsonSerializer.SerializeToElement(input.Message.Received.ToUnixTimeMilliseconds());
    }

    /// <summary><c>clientid()</c>: "n/a if the message wasn't sent over MQTT" (AWS IoT SQL reference, "Functions").</summary>
    internal sealed class ClientId : SqlExpression
    {
        public override JsonElement Evaluate(SqlInput input) => JsonSerializer.SerializeToElement(input.Message.ClientId ?? "n/a");
    }
}
