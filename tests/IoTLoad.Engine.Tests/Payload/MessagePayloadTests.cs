using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Tests.Payload;

public sealed class MessagePayloadTests
{
    private static readonly TrackingToken Token = new(TrackingToken.TagOf("r1"), 42, 7, 1_795_521_600_123_456_700);

    [Fact]
    public void The_reference_payload_has_the_reference_system_s_members()
    {
        using var document = JsonDocument.Parse(Write(new PayloadPlan()));

        var members = document.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.ToString());
        Assert.Equal(["type", "triggerNo", "threadNo", "messageNo", "ts", "protocol", "ruleNo", "clientID", "iotload"], members.Keys);
        Assert.Equal(("42", "7", "1795521600123", "mqtt", "client-42"), (members["threadNo"], members["messageNo"], members["ts"], members["protocol"], members["clientID"]));
        Assert.Equal(TrackingToken.Length, members["iotload"].Length);

        // Over HTTP nobody has a client ID.
        using var http = JsonDocument.Parse(Write(new PayloadPlan(), LoadProtocol.Http));
        Assert.Equal(members.Keys.Where(name => name != "clientID"), http.RootElement.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public void The_token_adds_49_bytes_to_the_reference_payload()
    {
        var plain = Write(new PayloadPlan { Tracking = TrackingMode.None });

        Assert.Equal(49, Write(new PayloadPlan()).Length - plain.Length);
        Assert.Equal(8, JsonDocument.Parse(plain).RootElement.EnumerateObject().Count());
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
    [InlineData("plain")]
    [InlineData("")]
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

        Assert.Equal("MalformedTemplate", Assert.Throws<LoadException>(() => Write(plan with { Tracking = TrackingMode.UserProperty })).ErrorId);
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
    [InlineData(-1, TrackingMode.None, "PayloadTooSmall", "-Tracking")]
    [InlineData(268_000_001, TrackingMode.None, "PayloadTooLarge", "smaller")]
    public void A_size_that_cannot_be_is_an_error(int size, TrackingMode tracking, string errorId, string inAction)
    {
        var error = Assert.Throws<LoadException>(() => MessagePayload.Create(new PayloadPlan { Kind = PayloadKind.Fixed, Size = size, Tracking = tracking }, LoadProtocol.Mqtt, null));

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
        return TrackingToken.TryFind([.. before, .. text, .. after], 77, out var found) && found == token && !TrackingToken.TryFind([.. before, .. text, .. after], 78, out _);
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

    private static string Write(PayloadPlan plan, LoadProtocol protocol = LoadProtocol.Mqtt)
    {
        var payload = MessagePayload.Create(plan, protocol, null);
        var context = new MessageContext(42, 1000, "client-42"u8.ToArray(), "r1"u8.ToArray(), 7, Token.IntendedUnixNanoseconds, 1, []);
        var buffer = new byte[payload.MaxSize(context.ClientId.Length)];
        return Encoding.UTF8.GetString(buffer.AsSpan(0, payload.Write(buffer, context, Token)));
    }
}
