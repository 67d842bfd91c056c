using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IoTLoad.Engine.Payload;

namespace IoTLoad.Engine.Tests.Payload;

public sealed class TemplateTests
{
    /// <summary>2026-11-24T12:00:00.123456700Z.</summary>
    private const long Time = 1_795_521_600_123_456_700;

    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("{{device}}", "42")]
    [InlineData("{{device 6}}", "000042")]
    [InlineData("{{ DEVICE }}", "42")]
    [InlineData("{{devices}}", "1000")]
    [InlineData("{{device+1}}", "43")]
    [InlineData("{{device+1 6}}", "000043")]
    [InlineData("{{message+1}} {{MESSAGE+0}}", "8 7")]
    [InlineData("{{triggerNo+1}}/{{ruleNo+1}}/{{threadNo+100}}/{{shard+1}}", "1/1/142/1")]
    [InlineData("{{timestamp s 6}}", "1795521600.123456")]
    [InlineData("{{timestamp s 9}}", "1795521600.123456700")]
    [InlineData("{{clientId}}", "client-ä")]
    [InlineData("{{run}}", "20261124-120000-abcd")]
    [InlineData("{{message}}", "7")]
    [InlineData("{{protocol}}", "mqtt")]
    [InlineData("{{timestamp s}}", "1795521600")]
    [InlineData("{{timestamp}}", "1795521600123")]
    [InlineData("{{timestamp ms}}", "1795521600123")]
    [InlineData("{{timestamp us}}", "1795521600123456")]
    [InlineData("{{timestamp ns}}", "1795521600123456700")]
    [InlineData("{{timestamp iso}}", "2026-11-24T12:00:00.123Z")]
    [InlineData("{{int 5 5}}", "5")]
    [InlineData("{{int -9 -9}}", "-9")]
    [InlineData("{{float 1.5 1.5 3}}", "1.500")]
    [InlineData("{{float -40.25 -40.25}}", "-40.25")]
    [InlineData("a {{{{literal}} b", "a {{literal}} b")]
    [InlineData("""{"a":{{device}},"b":{"c":{{message}}}}""", """{"a":42,"b":{"c":7}}""")]
    [InlineData("ä{{device}}€", "ä42€")]
    public void A_placeholder_becomes_its_value(string template, string expected) => Assert.Equal(expected, Format(template));

    [Theory]
    [InlineData("{{string 12}}", "^[0-9A-Za-z]{12}$")]
    [InlineData("{{guid}}", "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
    [InlineData("{{int 10 99}}", "^[0-9]{2}$")]
    [InlineData("{{float 0 9.99 5}}", "^[0-9]\\.[0-9]{5}$")]
    public void A_random_value_has_its_form_and_differs(string template, string pattern)
    {
        var values = Enumerable.Range(0, 50).Select(message => Format(template, message: message)).ToList();

        Assert.All(values, value => Assert.Matches(pattern, value));
        Assert.True(values.Distinct().Count() > 20);
        Assert.NotEqual(Format(template, seed: 1), Format(template, seed: 2));
        Assert.NotEqual(Format(template, device: 1), Format(template, device: 2));
        Assert.NotEqual(Format(template), Format(template + template)[Format(template).Length..]);
    }

    [Property]
    public bool A_random_integer_is_within_its_bounds_both_included(long a, long b, int seed)
    {
        var (min, max) = (Math.Min(a / 2, b / 2), Math.Max(a / 2, b / 2));
        var value = long.Parse(Format(FormattableString.Invariant($"{{{{int {min} {max}}}}}"), seed: (ulong)seed),
            System.Globalization.CultureInfo.InvariantCulture);
        return value >= min && value <= max;
    }

    [Fact]
    public void Both_bounds_of_a_random_integer_come_up_and_every_value_as_often()
    {
        var counts = Enumerable.Range(0, 12_000).Select(message => Format("{{int 1 6}}", message: message)).CountBy(value => value)
            .ToDictionary();

        Assert.Equal(["1", "2", "3", "4", "5", "6"], counts.Keys.Order());
        Assert.All(counts.Values, count => Assert.InRange(count, 1800, 2200));
    }

    [Property]
    public bool A_random_float_is_within_its_bounds_to_its_last_decimal(int a, int b, byte decimals, int seed)
    {
        var (min, max, places) = (Math.Min(a, b) / 16.0, Math.Max(a, b) / 16.0, decimals % 13);
        var text = Format(FormattableString.Invariant($"{{{{float {min} {max} {places}}}}}"), seed: (ulong)seed);
        var value = double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var slack = (0.5 * Math.Pow(10, -places)) + 1e-9;
        return value >= min - slack && value <= max + slack
            && (places == 0 ? !text.Contains('.', StringComparison.Ordinal) : text.Split('.')[1].Length == places);
    }

    [Theory]
    [InlineData("{{device", 1, 1)]
    [InlineData("{{nothing}}", 1, 1)]
    [InlineData("{{}}", 1, 1)]
    [InlineData("a\nbc{{device x}}", 2, 3)]
    [InlineData("{{device}}\n\n  {{device 0}}", 3, 3)]
    [InlineData("{{device 21}}", 1, 1)]
    [InlineData("{{devices 1}}", 1, 1)]
    [InlineData("é{{int 5}}", 1, 2)]
    [InlineData("{{int 5 4}}", 1, 1)]
    [InlineData("{{int a 4}}", 1, 1)]
    [InlineData("{{int 1.5 4}}", 1, 1)]
    [InlineData("{{float 2 1}}", 1, 1)]
    [InlineData("{{float 0 NaN}}", 1, 1)]
    [InlineData("{{float 0 1e20}}", 1, 1)]
    [InlineData("{{float 0 1 13}}", 1, 1)]
    [InlineData("{{string}}", 1, 1)]
    [InlineData("{{string 0}}", 1, 1)]
    [InlineData("{{string 262145}}", 1, 1)]
    [InlineData("{{timestamp days}}", 1, 1)]
    [InlineData("{{timestamp s 10}}", 1, 1)]
    [InlineData("{{timestamp ms 3}}", 1, 1)]
    [InlineData("{{message+x}}", 1, 1)]
    [InlineData("{{message+-1}}", 1, 1)]
    [InlineData("{{guid+1}}", 1, 1)]
    [InlineData("{{guid 4}}", 1, 1)]
    [InlineData("{{csv serial}}", 1, 1)]
    [InlineData("x\r\n{{tracking now}}", 2, 1)]
    public void A_malformed_template_says_where_and_what_to_write(string template, int line, int column)
    {
        var error = Assert.Throws<LoadException>(() => TextTemplate.Parse(template, "payload.json", TemplateScope.Payload));

        Assert.Equal(("MalformedTemplate", LoadErrorKind.InvalidInput), (error.ErrorId, error.Kind));
        Assert.StartsWith($"payload.json, line {line}, column {column}: ", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.RecommendedAction);
    }

    [Fact]
    public void Half_a_character_is_refused_with_its_place_and_a_whole_one_is_sent()
    {
        var error = Assert.Throws<LoadException>(() => TextTemplate.Parse("a\n b" + '\uD83D' + "c", "payload.json", TemplateScope.Payload));

        Assert.StartsWith("payload.json, line 2, column 3: ", error.Message, StringComparison.Ordinal);
        Assert.Equal("😀", Format("😀"));
    }

    [Theory]
    [InlineData("{{message}}", false, false, true, true)]
    [InlineData("{{timestamp}}", false, false, true, true)]
    [InlineData("{{tracking}}", false, false, false, true)]
    [InlineData("{{clientId}}", false, true, true, true)]
    [InlineData("{{guid}}", true, true, true, true)]
    [InlineData("{{int 1 9}}", true, true, true, true)]
    [InlineData("{{device}}", true, true, true, true)]
    [InlineData("{{run}}", true, true, true, true)]
    public void A_placeholder_is_taken_where_it_has_a_meaning(string template, bool clientId, bool connection, bool topic, bool payload)
    {
        bool[] allowed = [clientId, connection, topic, payload];

        Assert.Equal(allowed, Enum.GetValues<TemplateScope>()
            .Select(scope => Record.Exception(() => TextTemplate.Parse(template, "x", scope)) is null));
    }

    [Property(MaxTest = 300)]
    public Property No_template_writes_more_than_it_says() => Prop.ForAll(
        Gen.Elements(
            "{{device}}", "{{device 20}}", "{{devices}}", "{{clientId}}", "{{run}}", "{{message}}", "{{timestamp ns}}",
            "{{timestamp iso}}", "{{guid}}", "{{string 3}}",
            "{{int -4611686018427387903 4611686018427387903}}", "{{float -1000000000000000 1000000000000000 12}}", "{{tracking}}", "ü",
            "{{{{").ListOf().ToArbitrary(),
        pieces =>
        {
            var template = TextTemplate.Parse(string.Concat(pieces), "x", TemplateScope.Payload);
            var context = Context(int.MaxValue, long.MaxValue, 3) with { IntendedUnixNanoseconds = long.MaxValue, Devices = int.MaxValue };
            var longest = template.MaxLength(context.ClientId.Length);
            return template.Write(new byte[longest], context, new TrackingToken(1, 2, 3, 4)) <= longest;
        });

    [Theory]
    [InlineData("a/{{device}}/b", true, "a/+/b")]
    [InlineData("a/{{device}}/b", false, "a/42/b")]
    [InlineData("a/x{{device}}y/{{message}}", true, "a/+/+")]
    [InlineData("a/{{device}}/{{message}}", false, "a/42/+")]
    [InlineData("a/{{run}}/{{devices}}", true, "a/20261124-120000-abcd/1000")]
    [InlineData("{{clientId}}", false, "client-ä")]
    public void A_pattern_s_filter_covers_its_topics_level_by_level(string pattern, bool perDevice, string expected) =>
        Assert.Equal(expected, TextTemplate.Parse(pattern, "x", TemplateScope.Topic).ToFilter(Context(42, 7, 1), perDevice));

    private static string Format(string template, int device = 42, long message = 7, ulong seed = 1) =>
        TextTemplate.Parse(template, "x", TemplateScope.Payload).Format(Context(device, message, seed));

    private static MessageContext Context(int device, long message, ulong seed) =>
        new(device, 1000, Encoding.UTF8.GetBytes("client-ä"), "20261124-120000-abcd"u8.ToArray(), message, Time, seed, []);
}
