namespace IoTLoad.PowerShell.Tests;

public sealed class CompletionTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Start-IoTLoadTest -Pattern F", "FanIn")]
    [InlineData("Start-IoTLoadTest -MqttVersion ", "'3.1.1' 5")]
    [InlineData("Start-IoTLoadTest -Arrival ", "Uniform Poisson Burst")]
    [InlineData("Start-IoTLoadTest -Threshold roundTrip.p9", "'roundTrip.p90 ' 'roundTrip.p95 ' 'roundTrip.p99 ' 'roundTrip.p999 '")]
    [InlineData("Get-IoTLoadMetrics x -Name Publ", "Published PublishedBytes")]
    [InlineData("Get-IoTLoadMetrics x -Distribution -Name A", "Ack AckService")]
    [InlineData("Get-IoTLoadMetrics x -Statistic p99", "p99 p99.9")]
    [InlineData("Get-IoTLoadTest -State C", "Completed")]
    [InlineData("Get-IoTLoadMetrics x -Source I", "InfluxDB")]
    [InlineData("Get-IoTLoadMetrics x -Source InfluxDB -Name Publ", "Published PublishedBytes")]
    [InlineData("Start-IoTLoadTest -OtlpTransport G", "Grpc")]
    public void Words_are_completed(string line, string completions)
    {
        Assert.Equal(completions.Split(' ').Order(), Complete(line).SelectMany(text => text.Split(' ')).Order());
    }

    [Fact]
    public void IDs_are_completed_and_for_stopping_only_those_that_run()
    {
        var done = _session.One("Start-IoTLoadTest -Clients 2 -Rate 10 -Duration 1s").Text("Id");
        var running = _session.One("Start-IoTLoadTest -Clients 2 -Rate 10 -Duration 60s -NoWait").Text("Id");

        Assert.Contains(done, Complete("Get-IoTLoadTest "));
        Assert.Contains(running, Complete("Get-IoTLoadTest -Id "));
        Assert.Equal([running], Complete("Stop-IoTLoadTest "));
        _session.Run("Stop-IoTLoadTest *");
    }

    private IEnumerable<string> Complete(string line) => _session
        .Run("[System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches",
            ("line", line))
        .Select(match => match.Text("CompletionText"));
}
