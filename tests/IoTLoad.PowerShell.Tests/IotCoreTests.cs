using System.Management.Automation;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>Tests that target AWS IoT Core: mosquitto is the broker, and a server that answers as a test says the control plane.</summary>
public sealed class IotCoreTests : IDisposable
{
    private const string SecretKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private const string Keys = "-AccessKey AKIDEXAMPLE -SecretKey '" + SecretKey + "' -Region eu-west-1 -EndpointUrl $url";
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task The_accounts_endpoint_is_found_and_an_active_certificate_with_a_policy_gets_devices_in()
    {
        await using var broker = await Mosquitto.StartAsync();
        using var account = Account(broker.MutualTls, "ACTIVE", policies: 1);

        var result = _session.One($"Start-IoTLoadTest AwsIoTCore {Keys} -CaFile $ca -CertificateFile $cert -KeyFile $key "
            + $"-Clients 10 -Rate 100 -Duration 1s", Variables(broker, account));

        Assert.Equal(100, result.Count("Counters.Received"));
        Assert.Equal("Mqtt", result.Text("Protocol"));
        Assert.Empty(_session.Warnings);
    }

    [Theory]
    [InlineData("INACTIVE", 1, "CertificateNotActive", "")]
    [InlineData("REVOKED", 1, "CertificateNotActive", "")]
    [InlineData("ACTIVE", 0, "CertificateWithoutPolicy", "")]
    [InlineData("", 1, "", "does not know the certificate")]
    [InlineData("denied", 1, "", "iot:DescribeCertificate")]
    public async Task A_certificate_that_IoT_Core_would_turn_away_is_found_before_anything_starts(string status, int policies,
        string errorId, string warning)
    {
        await using var broker = await Mosquitto.StartAsync();
        using var account = Account(broker.MutualTls, status, policies);

        var output = _session.Run($"Start-IoTLoadTest AwsIoTCore {Keys} -CaFile $ca -CertificateFile $cert -KeyFile $key "
            + $"-Clients 2 -Rate 20 -Duration 1s", Variables(broker, account));

        if (errorId.Length > 0)
        {
            Assert.Empty(output);
            Assert.StartsWith(errorId + ",", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Equal(ErrorCategory.AuthenticationError, _session.Error.CategoryInfo.Category);
            Assert.NotEmpty(_session.Error.ErrorDetails.RecommendedAction);
        }
        else
        {
            Assert.Equal(20, Assert.Single(output).Count("Counters.Received"));
            Assert.Contains(warning, Assert.Single(_session.Warnings), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_a_certificate_devices_connect_by_WebSocket_and_each_handshake_is_signed()
    {
        await using var broker = await Mosquitto.StartAsync();
        using var account = Account(broker.SecureWebSocket, "ACTIVE", policies: 1);

        var result = _session.One($"Start-IoTLoadTest AwsIoTCore {Keys} -CaFile $ca -Clients 10 -Rate 100 -Duration 1s",
            Variables(broker, account));

        Assert.Equal(100, result.Count("Counters.Received"));
        Assert.Equal("MqttWebSocket", result.Text("Protocol"));
        foreach (var file in Directory.EnumerateFiles(TestEnvironment.Home, "*", SearchOption.AllDirectories))
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            Assert.DoesNotContain(SecretKey, text, StringComparison.Ordinal);
            Assert.DoesNotContain("X-Amz-Signature", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_exceeded_quota_is_a_warning_and_with_Strict_an_error()
    {
        using var account = Account(new Uri("mqtts://localhost:8883"), "ACTIVE", policies: 1);
        const string Plan = "Start-IoTLoadTest AwsIoTCore " + Keys
            + " -WhatIf -Clients 100 -Rate 30000 -QoS 1 -PayloadSize 200000 -Topic 'a/b/c/d/e/f/g/h/i/{{device}}'";

        Assert.Empty(_session.Run(Plan, ("url", account.Url)));
        Assert.Empty(_session.Errors);
        Assert.Contains(_session.Warnings,
            warning => warning.StartsWith("Inbound publish requests per account:", StringComparison.Ordinal));
        Assert.Contains(_session.Warnings,
            warning => warning.StartsWith("Message payload: AWS IoT Core's limit is 131,072 bytes", StringComparison.Ordinal));
        Assert.Contains(_session.Warnings,
            warning => warning.StartsWith("Slashes in a topic: AWS IoT Core's limit is 7 slashes", StringComparison.Ordinal));

        Assert.Empty(_session.Run(Plan + " -Strict", ("url", account.Url)));
        Assert.StartsWith("QuotaExceeded,", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.InvalidArgument, _session.Error.CategoryInfo.Category);
        Assert.Contains("Message payload: ", _session.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_for_another_platform_is_not_compared_with_IoT_Cores_quotas()
    {
        _session.Run("Start-IoTLoadTest mqtt://localhost -WhatIf -Clients 100 -Rate 30000");

        Assert.Empty(_session.Errors);
        Assert.Empty(_session.Warnings);
    }

    [Theory]
    [InlineData("AwsIoTCore -Protocol Mqtt", "CertificateNeeded")]
    [InlineData("AwsIoTCore:0", "InvalidEndpoint")]
    [InlineData("wss://abc-ats.iot.us-east-1.amazonaws.com/mqtt", "AwsWrongRegion")]
    [InlineData("AwsIoTCore -AuthorizerTokenKey key", "AuthorizerIncomplete")]
    public void Impossible_combinations_are_refused_before_anything_starts(string arguments, string errorId)
    {
        using var account = Account(new Uri("mqtts://localhost:8883"), "ACTIVE", policies: 1);

        Assert.Empty(_session.Run($"Start-IoTLoadTest {arguments} {Keys}", ("url", account.Url)));

        Assert.StartsWith(errorId + ",", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.InvalidArgument, _session.Error.CategoryInfo.Category);
        Assert.NotEmpty(_session.Error.ErrorDetails.RecommendedAction);
    }

    private static (string, object?)[] Variables(Mosquitto broker, AnswerServer account) =>
    [
        ("url", account.Url), ("ca", broker.Certificates.CaFile), ("cert", broker.Certificates.Client.Certificate),
        ("key", broker.Certificates.Client.Key),
    ];

    private static AnswerServer Account(Uri endpoint, string status, int policies) => new((request, _) => request.Split('/') switch
    {
        ["GET ", "endpoint"] => (200, $$"""{"endpointAddress":"localhost:{{endpoint.Port}}"}"""),
        ["GET ", "certificates", _] when status.Length == 0 => Refusal(404, "ResourceNotFoundException", "Certificate does not exist."),
        ["GET ", "certificates", _] when status == "denied" =>
            Refusal(403, "AccessDeniedException", "User is not authorized to perform: iot:DescribeCertificate"),
        ["GET ", "certificates", var id] => (200, $$$"""
            {"certificateDescription":{"certificateArn":"arn:aws:iot:eu-west-1:123456789012:cert/{{{id}}}","certificateId":"{{{id}}}",
             "status":"{{{status}}}"}}
            """),
        ["POST ", "attached-policies", ..] => (200, policies == 0 ? """{"policies":[]}""" : """
            {"policies":[{"policyName":"load","policyArn":"arn:aws:iot:eu-west-1:123456789012:policy/load"}]}
            """),
        _ => Refusal(404, "ResourceNotFoundException", "Not in this test."),
    });

    private static (int, string) Refusal(int status, string type, string message) =>
        (status, $$"""{"__type":"{{type}}","message":"{{message}}"}""");
}
