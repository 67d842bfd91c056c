using System.Globalization;
using System.Text.Json;

namespace IoTLoad.Sandbox.Rules.Sql;

/// <summary>What a WHERE clause asks.</summary>
internal abstract class SqlCondition
{
    /// <summary>Whether a message fulfils it.</summary>
    /// <exception cref="JsonException">The payload is needed and is no JSON.</exception>
    public abstract bool Holds(SqlInput input);

    /// <summary>Two values compared. One that is Undefined fulfils nothing.</summary>
    internal sealed class Comparison(SqlExpression left, string comparator, SqlExpression right) : SqlCondition
    {
        public override bool Holds(SqlInput input)
        {
            var (a, b) = (left.Evaluate(input), right.Evaluate(input));
            if (a.ValueKind == JsonValueKind.Undefined || b.ValueKind == JsonValueKind.Undefined)
            {
                return false;
            }

            return comparator switch
            {
                "=" => AreEqual(a, b),
                "<>" or "!=" => !AreEqual(a, b),
                _ => Order(a, b) is { } order && comparator switch
                {
                    "<" => order < 0,
                    "<=" => order <= 0,
                    ">" => order > 0,
                    _ => order >= 0,
                },
            };
        }

        private static bool AreEqual(JsonElement a, JsonElement b) => Order(a, b) is { } order ? order == 0 : JsonElement.DeepEquals(a, b);

        /// <summary>
        /// Numbers, and text that is a number beside a number, by value; texts by their characters ("Operators" and "Data types"
        /// of the AWS IoT SQL reference). Null where there is no order.
        /// </summary>
        private static int? Order(JsonElement a, JsonElement b)
        {
            if (a.ValueKind == JsonValueKind.String && b.ValueKind == JsonValueKind.String)
            {
                return string.CompareOrdinal(a.GetString(), b.GetString());
            }

            return (a.ValueKind == JsonValueKind.Number || b.ValueKind == JsonValueKind.Number) && Number(a) is { } x && Number(b) is { } y
                ? x.CompareTo(y)
                : null;
        }

        private static double? Number(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture,
                out var number) => number,
            _ => null,
        };
    }

    /// <summary>Both of two conditions.</summary>
    internal sealed class And(SqlCondition left, SqlCondition right) : SqlCondition
    {
        public override bool Holds(SqlInput input) => left.Holds(input) && right.Holds(input);
    }

    /// <summary>One of two conditions.</summary>
    internal sealed class Or(SqlCondition left, SqlCondition right) : SqlCondition
    {
        public override bool Holds(SqlInput input) => left.Holds(input) || right.Holds(input);
    }

    /// <summary>The opposite of a condition.</summary>
    internal sealed class Not(SqlCondition inner) : SqlCondition
    {
        public override bool Holds(SqlInput input) => !inner.Holds(input);
    }
}
