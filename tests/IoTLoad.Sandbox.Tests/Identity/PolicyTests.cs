using IoTLoad.Sandbox.Identity.Policies;

namespace IoTLoad.Sandbox.Tests.Identity;

public sealed class PolicyTests
{
    private const string Topic = "arn:aws:iot:eu-west-1:123456789012:topic/";

    private static readonly Dictionary<string, string> Context = new()
    {
        ["iot:ClientId"] = "device*1",
        ["iot:Connection.Thing.ThingName"] = "thing",
        ["aws:SourceIp"] = "10.1.2.3",
        ["aws:SecureTransport"] = "true",
    };

    [Theory]
    [InlineData("iot:*", "*", "iot:Publish", "anything", PolicyDecision.Allowed)]
    [InlineData("*", "*", "iot:Publish", "anything", PolicyDecision.Allowed)]
    [InlineData("iot:Pub*", "*", "iot:Publish", "a", PolicyDecision.Allowed)]
    [InlineData("IOT:publish", "*", "iot:Publish", "a", PolicyDecision.Allowed)]
    [InlineData("iot:Subscribe", "*", "iot:Publish", "a", PolicyDecision.Unmentioned)]
    [InlineData("iot:Publish", Topic + "a/b", "iot:Publish", Topic + "a/b", PolicyDecision.Allowed)]
    [InlineData("iot:Publish", Topic + "a/b", "iot:Publish", Topic + "A/b", PolicyDecision.Unmentioned)]
    [InlineData("iot:Publish", Topic + "a/*", "iot:Publish", Topic + "a/b/c", PolicyDecision.Allowed)]
    [InlineData("iot:Publish", Topic + "a/*", "iot:Publish", Topic + "a", PolicyDecision.Unmentioned)]
    [InlineData("iot:Publish", Topic + "a/?", "iot:Publish", Topic + "a/b", PolicyDecision.Allowed)]
    [InlineData("iot:Publish", Topic + "a/?", "iot:Publish", Topic + "a/bc", PolicyDecision.Unmentioned)]
    [InlineData("iot:Publish", Topic + "*/a*b*", "iot:Publish", Topic + "x/aab", PolicyDecision.Allowed)]
    [InlineData("iot:Publish", Topic + "+/x", "iot:Publish", Topic + "a/x", PolicyDecision.Unmentioned)]
    [InlineData("iot:Publish", Topic + "${iot:ClientId}/x", "iot:Publish", Topic + "device*1/x", PolicyDecision.Allowed)]
    [InlineData("iot:Publish", Topic + "${iot:ClientId}/x", "iot:Publish", Topic + "device21/x", PolicyDecision.Unmentioned)]
    [InlineData("iot:Publish", Topic + "${iot:Connection.Thing.ThingName}/*", "iot:Publish", Topic + "thing/x", PolicyDecision.Allowed)]
    [InlineData("iot:Publish", Topic + "${iot:Unknown}*", "iot:Publish", Topic + "x", PolicyDecision.Unmentioned)]
    [InlineData("iot:Publish", Topic + "${*}", "iot:Publish", Topic + "*", PolicyDecision.Allowed)]
    [InlineData("iot:Publish", Topic + "${*}", "iot:Publish", Topic + "x", PolicyDecision.Unmentioned)]
    public void Actions_and_resources_have_wildcards_and_variables(string action, string resource, string wanted, string on,
        PolicyDecision decision) =>
        Assert.Equal(decision, Decide($$"""{"Effect":"Allow","Action":"{{action}}","Resource":["none","{{resource}}"]}""", wanted, on));

    [Fact]
    public void A_deny_overrides_every_allow()
    {
        const string Statements = """{"Effect":"Allow","Action":"iot:*","Resource":"*"},{"Effect":"Deny","Action":"iot:Publish","Resource":"*secret*"}""";
        Assert.Equal(PolicyDecision.Allowed, Decide(Statements, "iot:Publish", Topic + "a"));
        Assert.Equal(PolicyDecision.Forbidden, Decide(Statements, "iot:Publish", Topic + "secret"));
        Assert.Equal(
            PolicyDecision.Forbidden,
            PolicyDocument.Decide([Parse("""{"Effect":"Deny","Action":"*","Resource":"*"}"""), Parse("""{"Effect":"Allow","Action":"*","Resource":"*"}""")], new("a:b", "c")));
    }

    [Fact]
    public void A_statement_may_name_what_it_is_not_about()
    {
        const string Statements = """{"Effect":"Allow","NotAction":"iot:Delete*","NotResource":"arn:secret*"}""";
        Assert.Equal(PolicyDecision.Allowed, Decide(Statements, "iot:Publish", "arn:x"));
        Assert.Equal(PolicyDecision.Unmentioned, Decide(Statements, "iot:DeleteThing", "arn:x"));
        Assert.Equal(PolicyDecision.Unmentioned, Decide(Statements, "iot:Publish", "arn:secret/x"));
    }

    [Theory]
    [InlineData("""{"StringEquals":{"iot:ClientId":"device*1"}}""", true)]
    [InlineData("""{"StringEquals":{"iot:ClientId":["x","device21"]}}""", false)]
    [InlineData("""{"StringNotEquals":{"iot:ClientId":"device*1"}}""", false)]
    [InlineData("""{"StringNotEquals":{"missing":"x"}}""", true)]
    [InlineData("""{"StringLike":{"iot:ClientId":"dev*"}}""", true)]
    [InlineData("""{"StringLike":{"missing":"*"}}""", false)]
    [InlineData("""{"StringLikeIfExists":{"missing":"x"}}""", true)]
    [InlineData("""{"StringEqualsIgnoreCase":{"iot:ClientId":"DEVICE*1"}}""", true)]
    [InlineData("""{"StringEquals":{"iot:Connection.Thing.ThingName":"thing","iot:ClientId":"other"}}""", false)]
    [InlineData("""{"Bool":{"aws:SecureTransport":"true"}}""", true)]
    [InlineData("""{"Bool":{"aws:SecureTransport":false}}""", false)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}""", true)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":["192.168.0.0/16","10.1.2.4"]}}""", false)]
    [InlineData("""{"NotIpAddress":{"aws:SourceIp":"192.168.0.0/16"}}""", true)]
    [InlineData("""{"ArnLike":{"iot:ClientId":"*"},"Bool":{"aws:SecureTransport":"true"}}""", true)]
    public void Conditions_have_to_be_met(string condition, bool met) => Assert.Equal(
        met ? PolicyDecision.Allowed : PolicyDecision.Unmentioned,
        Decide($$"""{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{condition}}}""", "iot:Connect", "client"));

    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("""{"Version":"2012-10-17"}""", "no statement")]
    [InlineData("""{"Version":"2020-01-01","Statement":[]}""", "'Version'")]
    [InlineData("""{"Statement":{"Action":"*","Resource":"*"}}""", "no Effect")]
    [InlineData("""{"Statement":{"Effect":"Maybe","Action":"*","Resource":"*"}}""", "neither Allow nor Deny")]
    [InlineData("""{"Statement":{"Effect":"Allow","Resource":"*"}}""", "no Action")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*"}}""", "no Resource")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"}}""", "'Principal'")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"NumericLessThan":{"a":"1"}}}}""", "'NumericLessThan'")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ForAnyValue:StringLike":{"a":"1"}}}}""", "'ForAnyValue:StringLike'")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"a":"x"}}}}""", "neither an IP address")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*","Resource":"${iot:ClientId"}}""", "no closing brace")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*","Resource":"${iot:ClientId, 'x'}"}}""", "default values")]
    public void Invalid_or_unsupported_policies_are_refused_with_the_reason(string document, string why) =>
        Assert.Contains(why, Assert.Throws<FormatException>(() => PolicyDocument.Parse(document)).Message, StringComparison.Ordinal);

    private static PolicyDocument Parse(string statements) => PolicyDocument.Parse($$"""{"Version":"2012-10-17","Statement":[{{statements}}]}""");

    private static PolicyDecision Decide(string statements, string action, string resource) =>
        Parse(statements).Decide(new PolicyRequest(action, resource, Context));
}
