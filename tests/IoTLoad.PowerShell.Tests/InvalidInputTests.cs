using System.Management.Automation;

namespace IoTLoad.PowerShell.Tests;

public sealed class InvalidInputTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Start-IoTLoadTest -Rate 0", "InvalidRate", ErrorCategory.InvalidArgument)]
    [InlineData("Start-IoTLoadTest -Rate -1", "InvalidRate", ErrorCategory.InvalidArgument)]
    [InlineData("Start-IoTLoadTest -Duration 30", "InvalidDuration", ErrorCategory.InvalidArgument)]
    [InlineData("Start-IoTLoadTest -Duration 0s", "InvalidDuration", ErrorCategory.InvalidArgument)]
    [InlineData("Start-IoTLoadTest -Duration 8d", "InvalidDuration", ErrorCategory.InvalidArgument)]
    [InlineData("Start-IoTLoadTest -DrainTime 2h", "InvalidDuration", ErrorCategory.InvalidArgument)]
    [InlineData("Start-IoTLoadTest -Clients 0", "InvalidClients", ErrorCategory.InvalidArgument)]
    [InlineData("Start-IoTLoadTest -Clients 9000000 -Endpoint localhost", "TooFewFileDescriptors", ErrorCategory.ResourceUnavailable)]
    [InlineData("Start-IoTLoadTest -QoS 3", "InvalidQoS", ErrorCategory.InvalidArgument)]
    [InlineData("Start-IoTLoadTest -Stage 'x'", "InvalidStage", ErrorCategory.InvalidArgument)]
    [InlineData("Start-IoTLoadTest -Stage '1s:10' -Rate 5", "StageAmbiguous", ErrorCategory.InvalidArgument)]
    [InlineData("Start-IoTLoadTest -Endpoint nosuchhost.invalid", "UnknownHost", ErrorCategory.ObjectNotFound)]
    [InlineData("Start-IoTLoadTest -Endpoint 'https://localhost' -Pattern RoundTrip", "PatternNeedsMqtt", ErrorCategory.InvalidArgument)]
    [InlineData("Start-IoTLoadTest -Endpoint 'ftp://localhost'", "InvalidEndpoint", ErrorCategory.InvalidArgument)]
    [InlineData("Start-IoTLoadTest -Endpoint 'mqtt://me:secret@localhost'", "InvalidEndpoint", ErrorCategory.InvalidArgument)]
    [InlineData("Start-IoTLoadTest -Endpoint localhost -CaFile nosuchfile.pem", "CaFileNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Start-IoTLoadTest -PayloadTemplate nosuchfile.json", "PayloadTemplateFileNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Start-IoTLoadTest -PayloadSize 35", "PayloadTooSmall", ErrorCategory.InvalidArgument)]
    [InlineData("Start-IoTLoadTest -Topic 'a/#'", "InvalidTopic", ErrorCategory.InvalidArgument)]
    [InlineData("Start-IoTLoadTest -Topic 'same'", "TopicNotPerDevice", ErrorCategory.InvalidArgument)]
    [InlineData("Start-IoTLoadTest -Topic 'a/{{nope}}'", "MalformedTemplate", ErrorCategory.InvalidArgument)]
    [InlineData("Start-IoTLoadTest -ClientId same", "ClientIdNotPerDevice", ErrorCategory.InvalidArgument)]
    [InlineData("Start-IoTLoadTest -Tracking UserProperty", "TrackingNeedsMqtt5", ErrorCategory.InvalidArgument)]
    [InlineData("Start-IoTLoadTest -BroadcastTopic all", "BroadcastNeedsDownlink", ErrorCategory.InvalidArgument)]
    [InlineData("Start-IoTLoadTest -WillPayload gone", "WillNeedsTopic", ErrorCategory.InvalidArgument)]
    [InlineData("Start-IoTLoadTest -Threshold 'ack.p42 < 1s'", "MalformedThreshold", ErrorCategory.InvalidArgument)]
    [InlineData("Start-IoTLoadTest -AsJob -NoWait", "AsJobOrNoWait", ErrorCategory.InvalidArgument)]
    [InlineData("Get-IoTLoadTest nosuchtest", "RunNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Wait-IoTLoadTest nosuchtest", "RunNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Stop-IoTLoadTest nosuchtest", "RunNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Remove-IoTLoadTest nosuchtest", "RunNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Get-IoTLoadMetrics nosuchtest", "RunNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Get-IoTLoadMetrics * -Name nosuchmetric", "UnknownMetric", ErrorCategory.InvalidArgument)]
    [InlineData("Remove-IoTLoadTest '../..'", "RunNotFound", ErrorCategory.ObjectNotFound)]
    public void Bad_input_gets_a_stable_error_that_says_what_to_write_instead(string script, string errorId, ErrorCategory category)
    {
        var before = Directory.Exists(Path.Combine(TestEnvironment.Home, "runs"))
            ? Directory.GetDirectories(Path.Combine(TestEnvironment.Home, "runs")) : [];

        Assert.Empty(_session.Run(script));

        Assert.StartsWith(errorId + ",IoTLoad.PowerShell.Commands.", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(category, _session.Error.CategoryInfo.Category);
        Assert.NotEmpty(_session.Error.ErrorDetails.RecommendedAction);
        Assert.DoesNotContain("secret", _session.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, Directory.Exists(Path.Combine(TestEnvironment.Home, "runs"))
            ? Directory.GetDirectories(Path.Combine(TestEnvironment.Home, "runs")) : []);
    }

    [Fact]
    public void A_malformed_template_is_told_with_line_and_column()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "{\n  \"a\": {{int 5 1}}\n}");

            _session.Run("Start-IoTLoadTest -PayloadTemplate $file", ("file", file));

            Assert.Contains("line 2, column 8", _session.Error.ToString(), StringComparison.Ordinal);
            Assert.Contains(file, _session.Error.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_port_that_nobody_listens_on_is_refused_and_the_attempts_are_stored()
    {
        var port = Peers.LoopbackPort.Free(1)[0];

        Assert.Empty(_session.Run($"Start-IoTLoadTest -Endpoint 127.0.0.1:{port} -Clients 3 -Duration 1s"));
        Assert.StartsWith("ConnectionRefused,", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ConnectionError, _session.Error.CategoryInfo.Category);

        var stored = Assert.Single(_session.Run("Get-IoTLoadTest -Newest 1 -Result"));
        Assert.Equal("Failed", stored.Text("Outcome"));
        Assert.Equal("ConnectionRefused", stored.Text("Fault.ErrorId"));
        Assert.True(stored.Count("Counters.ConnectFailed") >= 3);
        stored.AssertSumsHold();
    }
}
