using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IoTLoad.Sandbox.Rules;
using IoTLoad.Sandbox.Rules.Sql;

namespace IoTLoad.Sandbox.Tests.Rules;

public sealed class SqlTests
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);

    [Theory]
    [InlineData("SELECT * FROM 'a/#'", """{"x":1}""", """{"x":1}""")]
    [InlineData("SELECT * FROM 'a'", "no JSON", "no JSON")]
    [InlineData("SELECT *, 'rule_7' AS ruleNo FROM 'a/b'", """{"type":"trigger","triggerNo":3}""", """{"type":"trigger","triggerNo":3,"ruleNo":"rule_7"}""")]
    [InlineData("select x as y, z.w from \"a\"", """{"x":[1,2],"z":{"w":null}}""", """{"y":[1,2],"w":null}""")]
    [InlineData("SELECT x, missing, x.y.z FROM 'a'", """{"x":1}""", """{"x":1}""")]
    [InlineData("SELECT *, 2 AS x FROM 'a'", """{"x":1,"y":1}""", """{"x":2,"y":1}""")]
    [InlineData("SELECT topic() AS t, topic(2) AS second, topic(9) AS none FROM 'a'", "{}", """{"t":"load/http/7","second":"http"}""")]
    [InlineData("SELECT timestamp() AS ts, clientid() AS id FROM 'a'", "", """{"ts":1700000000123,"id":"client-1"}""")]
    [InlineData("SELECT 'it''s' AS a, -1.5 AS b, true AS c, null AS d FROM 'a'", "", """{"a":"it's","b":-1.5,"c":true,"d":null}""")]
    [InlineData("SELECT *\nFROM 'a'\nWHERE x > 1 AND (y = 'u' OR NOT z <> false)", """{"x":2,"y":"v","z":false}""", """{"x":2,"y":"v","z":false}""")]
    public void A_statement_selects(string sql, string payload, string selected) => Assert.Equal(selected, Select(sql, payload));

    [Theory]
    [InlineData("x = 1", true)]
    [InlineData("x <> 1", false)]
    [InlineData("x != 2", true)]
    [InlineData("x >= 1", true)]
    [InlineData("x < 1", false)]
    [InlineData("n = 10", true)]
    [InlineData("n > 9", true)]
    [InlineData("s = 'text'", true)]
    [InlineData("s < 'u'", true)]
    [InlineData("s = 1", false)]
    [InlineData("missing = 1", false)]
    [InlineData("missing <> 1", false)]
    [InlineData("NOT missing = 1", true)]
    [InlineData("topic(2) = 'http'", true)]
    [InlineData("o.deep >= 1.5 AND x <= 1", true)]
    [InlineData("s > x", false)]
    public void A_condition_decides(string condition, bool holds) => Assert.Equal(
        holds, Select($"SELECT * FROM 'a' WHERE {condition}", """{"x":1,"n":"10","s":"text","o":{"deep":1.5}}""") is not null);

    [Theory]
    [InlineData("SELEKT * FROM 'a'", 1, 1, "Expected SELECT")]
    [InlineData("SELECT FROM 'a'", 1, 8, "Expected a field")]
    [InlineData("SELECT * FORM 'a'", 1, 10, "Expected FROM")]
    [InlineData("SELECT * FROM a", 1, 15, "topic filter in single quotes")]
    [InlineData("SELECT * FROM 'a", 1, 15, "does not end")]
    [InlineData("SELECT * FROM 'a/#/b'", 1, 15, "no topic filter")]
    [InlineData("SELECT *\n FROM 'a' WHERE x ~ 1", 2, 19, "'~'")]
    [InlineData("SELECT * FROM 'a' WHERE x", 1, 26, "the end of the text")]
    [InlineData("SELECT encode(*, 'base64') AS d FROM 'a'", 1, 8, "does not know the function encode()")]
    [InlineData("SELECT topic(0) AS t FROM 'a'", 1, 14, "counted from 1")]
    [InlineData("SELECT topic(1) FROM 'a'", 1, 17, "AS and a name")]
    [InlineData("SELECT x + 1 AS y FROM 'a'", 1, 10, "'+'")]
    [InlineData("SELECT * FROM 'a' GROUP BY x", 1, 19, "Expected the end")]
    [InlineData("SELECT VALUE x FROM 'a'", 1, 14, "Expected FROM")]
    [InlineData("", 1, 1, "Expected SELECT")]
    public void Unsupported_SQL_is_refused_with_its_position(string sql, int line, int column, string what)
    {
        var refusal = Assert.Throws<RefusedException>(() => SqlStatement.Parse(sql));
        Assert.Equal((400, "SqlParseException"), (refusal.Status, refusal.Code));
        Assert.StartsWith($"Line {line}, column {column}: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(what, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parentheses_without_end_are_refused_and_do_not_exhaust_the_stack() =>
        Assert.Throws<RefusedException>(() => SqlStatement.Parse($"SELECT * FROM 'a' WHERE {new string('(', 100_000)}"));

    [Fact]
    public void A_payload_that_is_no_JSON_cannot_be_taken_apart() =>
        Assert.ThrowsAny<JsonException>(() => Select("SELECT x FROM 'a'", "no JSON"));

    /// <summary>Whatever the text, it is a statement or refused with a place inside the text.</summary>
    [Property(MaxTest = 500)]
    public Property Any_text_is_read_or_refused()
    {
        var word = Gen.Elements("SELECT", "*", "FROM", "'a/b'", "WHERE", "AND", "OR", "NOT", "AS", "x", "y.z", "topic(", "topic()", "1",
            "-2.5", "(", ")", ",", "=", "<", "<>", "'", "\"", "$", "\n", "ä", "timestamp()", ".");
        var text = Gen.ListOf(word).Select(words => string.Join(' ', words));
        return Prop.ForAll(Gen.OneOf(text, text.Select(t => $"SELECT * FROM 'a' WHERE {t}"), ArbMap.Default.GeneratorFor<string>()
            .Where(s => s is not null)).ToArbitrary(), sql =>
        {
            try
            {
                SqlStatement.Parse(sql);
            }
            catch (RefusedException refusal)
            {
                Assert.Equal("SqlParseException", refusal.Code);
                Assert.StartsWith("Line ", refusal.Message, StringComparison.Ordinal);
            }
        });
    }

    /// <summary>Any literal text and any fields come through as they are.</summary>
    [Property]
    public Property Literals_and_fields_come_through()
    {
        var cases = from literal in ArbMap.Default.GeneratorFor<NonNull<string>>()
                    from number in Gen.Choose(int.MinValue,
            int.MaxValue)
                    from text in ArbMap.Default.GeneratorFor<NonNull<string>>()
                    select (literal.Get, number, text.Get);
        return Prop.ForAll(cases.ToArbitrary(), sample =>
        {
            // JSON replaces halves of surrogate pairs; they are no text.
            var (literal, number, text) = (Valid(sample.Item1), sample.number, Valid(sample.Item3));
            var payload = JsonSerializer.Serialize(new { number, text });
            var sql = $"SELECT *, '{literal.Replace("'", "''", StringComparison.Ordinal)}' AS literal FROM 'a' WHERE number = "
                + $"{number} AND text = '{text.Replace("'", "''", StringComparison.Ordinal)}'";
            var selected = JsonSerializer.Deserialize<JsonElement>(Select(sql, payload)!);
            Assert.Equal((literal, number, text), (selected.GetProperty("literal").GetString(), selected.GetProperty("number")
                .GetInt32(), selected.GetProperty("text").GetString()));
        });

        static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    }

    [Theory]
    [InlineData("out/${topic(2)}/${x}", "out/http/5")]
    [InlineData("${topic()}", "load/http/7")]
    [InlineData("a/${missing}b", "a/b")]
    [InlineData("plain", "plain")]
    public void A_template_is_filled(string template, string text) =>
        Assert.Equal(text, new SqlTemplate(template).Fill(Input("""{"x":5}""")));

    [Theory]
    [InlineData("a/${topic(", "not closed")]
    [InlineData("a/${get(1)}", "does not know")]
    public void A_wrong_template_is_refused(string template, string what) =>
        Assert.Contains(what, Assert.Throws<RefusedException>(() => new SqlTemplate(template)).Message, StringComparison.Ordinal);

    private static string? Select(string sql, string payload) =>
        SqlStatement.Parse(sql).Select(Input(payload)) is { } selected ? Encoding.UTF8.GetString(selected.Span) : null;

    private static SqlInput Input(string payload) => new(new RuleMessage("load/http/7", Encoding.UTF8.GetBytes(payload), "client-1", Time));
}
