using System.Collections.Concurrent;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>Start-IoTLoadTest with a collector. What the collector gets is tested where the exporter is.</summary>
public sealed class OpenTelemetryTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("-AsJob | Receive-Job -Wait")]
    public void Each_second_is_exported_to_the_collector(string how)
    {
        var requests = new ConcurrentQueue<string>();
        using var collector = new AnswerServer((request, body) =>
        {
            requests.Enqueue($"{request} {(body.Length > 0 ? "metrics" : "nothing")}");
            return (200, "");
        });

        var result = _session.One($"Start-IoTLoadTest -Clients 10 -Rate 100 -Duration 2s -OtlpEndpoint $url {how}",
            ("url", collector.Url.OriginalString));

        Assert.DoesNotContain("Otlp", result.Text("Notes"), StringComparison.Ordinal);
        Assert.Equal("POST /v1/metrics nothing", requests.First());
        Assert.True(requests.Count(request => request == "POST /v1/metrics metrics") >= 2);
    }

    [Theory]
    [InlineData("-OtlpEndpoint nowhere", "OtlpEndpointInvalid")]
    [InlineData("-OtlpEndpoint nowhere -WhatIf", "OtlpEndpointInvalid")]
    [InlineData("-OtlpEndpoint http://127.0.0.1:1", "OtlpUnreachable")]
    [InlineData("-OtlpEndpoint http://127.0.0.1:1 -OtlpTransport Grpc", "OtlpUnreachable")]
    public void A_collector_that_is_not_there_is_told_before_the_test_begins(string parameters, string errorId)
    {
        var runs = _session.Run("Get-IoTLoadTest").Count;

        Assert.Empty(_session.Run($"Start-IoTLoadTest -Clients 5 -Rate 50 -Duration 1s {parameters}"));

        Assert.StartsWith(errorId + ",", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.NotEmpty(_session.Error.ErrorDetails.RecommendedAction);
        Assert.Equal(runs, _session.Run("Get-IoTLoadTest").Count);
    }

    [Fact]
    public void A_header_that_is_wrong_is_told_and_not_repeated()
    {
        using var collector = new AnswerServer((_, _) => (401, ""));

        _session.Run("Start-IoTLoadTest -OtlpEndpoint $url -OtlpHeader @{ Authorization = 'Bearer secret' }",
            ("url", collector.Url.OriginalString));

        Assert.StartsWith("OtlpUnauthorized,", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", $"{_session.Error} {_session.Error.Exception}", StringComparison.Ordinal);
    }
}
