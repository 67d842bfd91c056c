using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Payload;

public sealed class MessagePayloadTests
{
    private static readonly TrackingToken Token = new(TrackingToken.TagOf("r1"), 42, 7, 1_795_521_600_123_456_700);

    [Fact]
    public void The_reference_payload_of_MQTT_is_the_reference_systems_byte_for_byte()
    {
        var expected = """{"type": "payload", "triggerNo": "1", "threadNo": 42, "messageNo": 8, "ts": 1795521600.123456,"""
            + $$""" "protocol": "mqtt", "ruleNo": "{{Environment.MachineName}}", "clientID": "client-42"}""";

        Assert.Equal(expected, Write(new PayloadPlan { Tracking = TrackingMode.None }));
        AssertTokenAddedTo(expected, Write(new PayloadPlan()));
    }

    [Fact]
    public void The_reference_payload_of_HTTP_is_the_reference_systems_byte_for_byte()
    {
        var local = DateTime.UnixEpoch.AddTicks(Token.IntendedUnixNanoseconds / 100).ToLocalTime();
        var expected = """{"type": "payload", "triggerNo": 1, "threadNo": 42, "messageNo": 7, """
            + FormattableString.Invariant($"\"ts\": \"{local:yyyy-MM-dd'T'HH:mm:ss.fff}\", \"protocol\": \"http\", \"ruleNo\": \"0\"}}");

        Assert.Equal(expected, Write(new PayloadPlan { Tracking = TrackingMode.None }, LoadProtocol.Http));
        AssertTokenAddedTo(expected, Write(new PayloadPlan(), LoadProtocol.Http));
    }

    [Fact]
    public void Trigger_rule_and_thread_in_the_reference_payload_are_those_of_the_shard()
    {
        // 12 devices over 6 shards, 2 rules: device 9 is the second of shard 4, the first of the third trigger's.
        var context = new MessageContext(9, 12, [], [], 0, 0, 1, [], IsHttp: true, Shards: 6, Rules: 2);
        var text = Write(new PayloadPlan { Tracking = TrackingMode.None }, LoadProtocol.Http, context);

        using var document = JsonDocument.Parse(text);
        Assert.Equal(
            (3, 1, "0"),
            (document.RootElement.GetProperty("triggerNo").GetInt32(), document.RootElement.GetProperty("threadNo").GetInt32(),
                document.RootElement.GetProperty("ruleNo").GetString()));
    }

    [Theory]
    [InlineData("pump \"A\" on")]
    [InlineData("C:\\temp\\new")]
    [InlineData("line one\nline two\t\u0001")]
    [InlineData("ä€😀 </script>")]
    public void Text_of_a_user_is_escaped_in_a_JSON_string(string value)
    {
        using var folder = new PrivateFolder();
        var columns = PayloadColumns.Read(folder.Write("rows.csv", $"note\n\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n"));
        var context = new MessageContext(0, 1, Encoding.UTF8.GetBytes(value), [], 0, 0, 1, columns.RowOf(0));
        var plan = new PayloadPlan { Kind = PayloadKind.Template, Template = """{"a \" b":"x{{csv note}}y","id":"{{clientId}}"}""" };

        using var document = JsonDocument.Parse(Write(plan, LoadProtocol.Mqtt, context, columns));
        Assert.Equal($"x{value}y", document.RootElement.GetProperty("a \" b").GetString());
        Assert.Equal(value, document.RootElement.GetProperty("id").GetString());

        // Anywhere else it stays as it is.
        var plain = plan with { Template = "{{csv note}}|{{clientId}}", Tracking = TrackingMode.None };
        Assert.Equal($"{value}|{value}", Write(plain, LoadProtocol.Mqtt, context, columns));
    }

    [Fact]
    public void A_value_outside_quotes_must_be_JSON_itself()
    {
        using var folder = new PrivateFolder();
        var columns = PayloadColumns.Read(folder.Write("rows.csv", "good,bad\n1.5,1\n\"[1,2]\",\nnull,x\n"));
        var plan = new PayloadPlan { Kind = PayloadKind.Template, Template = """{"v":{{csv good}}}""", Tracking = TrackingMode.None };

        var values = Enumerable.Range(0, 3)
            .Select(row => Write(plan, LoadProtocol.Mqtt, new MessageContext(row, 3, [], [], 0, 0, 1, columns.RowOf(row)), columns));
        var error = Assert.Throws<LoadException>(() => MessagePayload.Create(plan with { Template = """{"v":{{csv bad}}}""" }, LoadProtocol.Mqtt, columns));

        Assert.Equal(["""{"v":1.5}""", """{"v":[1,2]}""", """{"v":null}"""], values);
        Assert.Equal("MalformedTemplate", error.ErrorId);
        Assert.Contains("rows.csv, record 3, column bad: ''", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{ }")]
    [InlineData("""{"a":1}""")]
    [InlineData("""{"a":1} """)]
    [InlineData("  {\n  \"a\": {{int 1 5}}\n}\n")]
    [InlineData("""{"a":{{int 1 5}}}""")]
    [InlineData("""{"a":{"b":{{device}}}}""")]
    [InlineData("""{"a":{"b":{"c":[1,2]}}}""")]
    [InlineData("""{"a":"{{clientId}}"}""")]
    [InlineData("""{"a":"{{{{"}""")]
    [InlineData("""{"a":{{{{}""")]
    public void A_JSON_object_stays_one_and_has_the_token_as_its_last_member(string template)
    {
        var text = Write(new PayloadPlan { Kind = PayloadKind.Template, Template = template });
        if (template.EndsWith("{{{{}", StringComparison.Ordinal))
        {
            // Not JSON to begin with: whatever becomes of it, the token is in it.
            Assert.Contains("il1:", text, StringComparison.Ordinal);
            return;
        }

        using var document = JsonDocument.Parse(text);
        Assert.Equal("iotload", document.RootElement.EnumerateObject().Last().Name);
        Found(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public void An_empty_template_is_refused(string template) => Assert.Equal(
        "EmptyTemplate",
        Assert.Throws<LoadException>(() => Write(new PayloadPlan { Kind = PayloadKind.Template, Template = template })).ErrorId);

    [Theory]
    [InlineData("plain")]
    [InlineData("[1,2]")]
    [InlineData("<a>{{device}}</a>")]
    [InlineData("{{device}}")]
    [InlineData("{{device}}-{{message}}")]
    public void Any_other_text_has_the_token_on_a_line_of_its_own(string template)
    {
        var text = Write(new PayloadPlan { Kind = PayloadKind.Template, Template = template });
        var lines = text.Split('\n');

        Assert.Equal(2, lines.Length);
        Assert.Equal(Write(new PayloadPlan { Kind = PayloadKind.Template, Template = template, Tracking = TrackingMode.None }), lines[0]);
        Assert.Equal(TrackingToken.Length, lines[1].Length);
        Found(text);
    }

    [Fact]
    public void A_template_can_say_where_the_token_stands()
    {
        var plan = new PayloadPlan { Kind = PayloadKind.Template, Template = """{"token":"{{tracking}}","a":1}""" };

        using var document = JsonDocument.Parse(Write(plan));
        Assert.Equal(["token", "a"], document.RootElement.EnumerateObject().Select(member => member.Name));

        Assert.Equal("MalformedTemplate",
            Assert.Throws<LoadException>(() => Write(plan with { Tracking = TrackingMode.UserProperty })).ErrorId);
    }

    [Theory]
    [InlineData(36, TrackingMode.Payload)]
    [InlineData(1000, TrackingMode.Payload)]
    [InlineData(0, TrackingMode.None)]
    [InlineData(35, TrackingMode.UserProperty)]
    public void A_fixed_payload_has_its_size(int size, TrackingMode tracking) =>
        Assert.Equal(size, Write(new PayloadPlan { Kind = PayloadKind.Fixed, Size = size, Tracking = tracking }).Length);

    [Theory]
    [InlineData(35, TrackingMode.Payload, "PayloadTooSmall", "36")]
    [InlineData(0, TrackingMode.Payload, "PayloadTooSmall", "36")]
    [InlineData(-1, TrackingMode.None, "PayloadTooSmall", PlanField.Tracking)]
    [InlineData(268_000_001, TrackingMode.None, "PayloadTooLarge", "smaller")]
    public void A_size_that_cannot_be_is_an_error(int size, TrackingMode tracking, string errorId, string inAction)
    {
        var error = Assert.Throws<LoadException>(() => MessagePayload.Create(new PayloadPlan
        {
            Kind = PayloadKind.Fixed,
            Size = size,
            Tracking = tracking
        }, LoadProtocol.Mqtt, null));

        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(inAction, error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_no_packet_can_hold_is_an_error()
    {
        var plan = new PayloadPlan { Kind = PayloadKind.Template, Template = string.Concat(Enumerable.Repeat("{{string 262144}}", 1100)) };

        Assert.Equal("PayloadTooLarge", Assert.Throws<LoadException>(() => MessagePayload.Create(plan, LoadProtocol.Mqtt, null)).ErrorId);
    }

    [Property]
    public bool A_token_is_found_in_whatever_is_around_it(byte[] before, byte[] after, uint sender, ulong sequence, long time)
    {
        var token = new TrackingToken(77, sender, (long)(sequence % TrackingToken.MaxSequence), time);
        var text = new byte[TrackingToken.Length];
        token.Write(text);
        return TrackingToken.TryFind([.. before, .. text, .. after], 77, out var found) && found == token
            && !TrackingToken.TryFind([.. before, .. text, .. after], 78, out _);
    }

    [Theory]
    [InlineData("il1:")]
    [InlineData("il1:AAAA")]
    [InlineData("il1:!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    [InlineData("il1:il1:il1:il1:il1:il1:il1:il1:il1:il1:")]
    public void What_only_looks_like_a_token_is_passed_over(string before)
    {
        var text = new byte[TrackingToken.Length];
        Token.Write(text);

        Assert.False(TrackingToken.TryFind(Encoding.ASCII.GetBytes(before), Token.RunTag, out _));
        Assert.True(TrackingToken.TryFind([.. Encoding.ASCII.GetBytes(before), .. text], Token.RunTag, out var found));
        Assert.Equal(Token, found);
    }

    private static void Found(string text)
    {
        Assert.True(TrackingToken.TryFind(Encoding.UTF8.GetBytes(text), Token.RunTag, out var token));
        Assert.Equal(Token, token);
    }

    private static void AssertTokenAddedTo(string document, string actual)
    {
        Assert.StartsWith(document[..^1] + ", \"iotload\": \"il1:", actual, StringComparison.Ordinal);
        Assert.EndsWith("\"}", actual, StringComparison.Ordinal);
        Assert.Equal(document.Length + 51, actual.Length);
        Found(actual);
    }

    private static string Write(PayloadPlan plan, LoadProtocol protocol = LoadProtocol.Mqtt) => Write(
        plan, protocol, new MessageContext(42, 1000, "client-42"u8.ToArray(), "r1"u8.ToArray(), 7, Token.IntendedUnixNanoseconds, 1, []));

    private static string Write(PayloadPlan plan, LoadProtocol protocol, MessageContext context, PayloadColumns? columns = null)
    {
        var payload = MessagePayload.Create(plan, protocol, columns);
        var buffer = new byte[payload.MaxSize(JsonPlace.EscapedLength(context.ClientId))];
        return Encoding.UTF8.GetString(buffer.AsSpan(0, payload.Write(buffer, context, Token)));
    }
}
