using System.Globalization;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>What needs a PowerShell process of its own, with all of PowerShell's own modules.</summary>
[Collection(nameof(InPwsh))]
public sealed class PwshTests
{
    private static readonly string Import = $"{InPwsh.Quiet}$ErrorActionPreference = 'Stop'; Import-Module '{TestEnvironment.Module}'; ";

    [Fact]
    public async Task Importing_loads_no_broker_client_or_cloud_code()
    {
        var loaded = await Pwsh.RunAsync(Import
            + "(Get-Command -Module IoTLoad).Count; [AppDomain]::CurrentDomain.GetAssemblies().ForEach({ $_.GetName().Name })",
            InPwsh.Store);

        var lines = loaded.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(int.Parse(lines[0], CultureInfo.InvariantCulture) >= 6);
        Assert.DoesNotContain(lines, name => name.StartsWith("MQTTnet", StringComparison.Ordinal)
            || name.StartsWith("AWSSDK", StringComparison.Ordinal)
            || name.StartsWith("HdrHistogram", StringComparison.Ordinal) || name.StartsWith("OpenTelemetry", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Extensions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_go_through_Export_Csv_and_come_back_with_the_same_sums()
    {
        var csv = Path.Combine(InPwsh.Store.Value, "metrics.csv");

        var output = await Pwsh.RunAsync(Import + $$"""
            $r = Start-IoTLoadTest -Clients 10 -Rate 100 -Duration 2s
            $r | Get-IoTLoadMetrics | Export-Csv '{{csv}}'
            $rows = Import-Csv '{{csv}}'
            ($rows | Where-Object { $_.Name -eq 'Published' } | Measure-Object Value -Sum).Sum
            $r.Counters.Published
            ($rows[0].PSObject.Properties.Name) -join ','
            """, InPwsh.Store);

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["200", "200", "Timestamp,TestId,Source,Name,Value,Unit,Statistic,Shard,Scenario,Dimensions"], lines);
        Assert.DoesNotContain("System.", await File.ReadAllTextAsync(csv, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Default_views_fit_120_columns_and_tell_the_essentials()
    {
        var output = await Pwsh.RunAsync(Import + """
            $r = Start-IoTLoadTest -Clients 10 -Rate 100 -Duration 1s -Threshold 'ack.p99 < 10s'
            $r | Out-String -Width 120
            Get-IoTLoadTest $r.Id | Out-String -Width 120
            Get-IoTLoadMetrics $r.Id | Out-String -Width 120
            Get-IoTLoadMetrics $r.Id -Distribution | Out-String -Width 120
            """, InPwsh.Store);

        var lines = output.Split('\n');
        Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 0, 120));
        Assert.Contains(lines, line => line.StartsWith("PASSED  test ", StringComparison.Ordinal));
        foreach (var label in new[] { "Offered", "Published", "Acked", "Received", "Connections", "  roundTrip", "Generator",
            "Thresholds" })
        {
            Assert.Contains(lines, line => line.StartsWith("  " + label + " ", StringComparison.Ordinal));
        }

        Assert.Contains(lines, line => line.StartsWith("Id                   State", StringComparison.Ordinal));
        Assert.DoesNotContain("…", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Views_of_what_AWS_has_fit_120_columns()
    {
        await using var moto = await MotoServer.StartAsync();
        await AwsCli.RunAsync(moto.Url, "cloudwatch", "put-metric-data", "--namespace", "AWS/IoT", "--metric-data",
            "MetricName=Connect.ClientIDThrottle,Dimensions=[{Name=Protocol,Value=MQTT}],Value=1234567");

        var output = await Pwsh.RunAsync(Import + $$"""
            $aws = @{ EndpointUrl = '{{moto.Url.OriginalString}}'; Region = 'eu-west-1'; AccessKey = 'AKIDEXAMPLE'; SecretKey = 'secret' }
            New-IoTLoadDevice -Count 2 -NamePrefix view @aws | Out-String -Width 120
            Get-IoTLoadEndpoint @aws | Out-String -Width 120
            Get-IoTLoadMetrics -Source CloudWatch -From (Get-Date).AddMinutes(-9) -WarningAction Ignore @aws | Out-String -Width 120
            Remove-IoTLoadDevice -NamePrefix view -Confirm:$false @aws
            """, InPwsh.Store);

        var lines = output.Split('\n');
        Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 0, 120));
        Assert.Contains(lines, line => line.StartsWith("view-1 ", StringComparison.Ordinal) && line.TrimEnd()
            .EndsWith(" yes  view-device", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("Data-ATS ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(" Connect.ClientIDThrottle ", StringComparison.Ordinal) && line.TrimEnd()
            .EndsWith("Protocol=MQTT", StringComparison.Ordinal));
        Assert.DoesNotContain("…", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Views_of_InfluxDB_fit_120_columns()
    {
        await using var influxd = await Influxd.StartAsync();
        var database = await influxd.CreateDatabaseAsync();

        var output = await Pwsh.RunAsync(Import + $$"""
            $influx = @{ InfluxUrl = '{{influxd.Url.OriginalString}}'; InfluxDatabase = '{{database}}' }
            Set-IoTLoadInfluxDBProfile view @influx -PassThru | Out-String -Width 120
            Test-IoTLoadInfluxDB -InfluxProfile view | Out-String -Width 120
            Start-IoTLoadTest -Clients 2 -Rate 20 -Duration 1s | Send-IoTLoadMetrics -All -InfluxProfile view | Out-String -Width 120
            Remove-IoTLoadInfluxDBProfile view
            """, InPwsh.Store);

        var lines = output.Split('\n');
        Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 0, 120));
        Assert.Contains(lines, line => line.StartsWith("view ", StringComparison.Ordinal) && line.TrimEnd()
            .EndsWith(" none", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(" InfluxDB 1.6.7", StringComparison.Ordinal) && line.TrimEnd()
            .EndsWith(" True", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.TrimEnd().EndsWith(database, StringComparison.Ordinal));
        Assert.DoesNotContain("System.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_module_works_beside_one_that_has_loaded_another_MQTTnet()
    {
        var other = Path.Combine(TestEnvironment.Repository, "tests", "Fixtures", "OtherMqttNet", "bin", Configuration, "net10.0",
            "MQTTnet.dll");

        var output = await Pwsh.RunAsync(Import + $$"""
            Import-Module '{{other}}'
            (Start-IoTLoadTest -Clients 10 -Rate 100 -Duration 1s).Counters.Received
            Get-OtherMqttNet
            [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -eq 'MQTTnet' }).Count
            """, InPwsh.Store);

        Assert.Equal(["100", "3.0.0.0", "2"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task The_module_works_beside_one_that_has_loaded_another_SDK_of_AWS_and_takes_its_credentials()
    {
        var other = Path.Combine(TestEnvironment.Repository, "tests", "Fixtures", "OtherAwsSdk", "bin", Configuration, "net10.0",
            "AWSSDK.Core.dll");
        await using var moto = await MotoServer.StartAsync();

        var output = await Pwsh.RunAsync(Import + $$"""
            Import-Module '{{other}}'
            $credential = New-AWSCredential -AccessKey AKIDEXAMPLE -SecretKey secret
            $aws = @{ EndpointUrl = '{{moto.Url.OriginalString}}'; Region = 'eu-west-1'; Credential = $credential }
            (Get-IoTLoadEndpoint @aws).EndpointType
            (Start-IoTLoadTest '{{moto.Url.OriginalString}}' -Clients 2 -Rate 10 -Duration 1s @aws).Counters.Acked
            $StoredAWSCredentials = $credential
            (Get-IoTLoadEndpoint -EndpointUrl '{{moto.Url.OriginalString}}' -Region eu-west-1).EndpointType
            [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -eq 'AWSSDK.Core' }).ForEach({ $_.GetName().Version.Major }) | Sort-Object
            """, InPwsh.Store);

        Assert.Equal(["Data-ATS", "10", "Data-ATS", "3", "4"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task The_module_works_beside_other_versions_of_the_packages_that_InfluxDB_Client_brings()
    {
        var others = Path.Combine(TestEnvironment.Repository, "tests", "Fixtures", "OtherPackages", "bin", Configuration, "net10.0");
        await using var database = await VictoriaMetrics.StartAsync();

        // Newtonsoft.Json is pwsh's own.
        var output = await Pwsh.RunAsync($$"""
            $names = 'CsvHelper', 'JsonSubTypes', 'NodaTime', 'RestSharp', 'System.Reactive'
            $names.ForEach({ [Reflection.Assembly]::LoadFrom("{{others}}/$_.dll") }) | Out-Null
            $bytes = [Newtonsoft.Json.JsonConvert]::SerializeObject(1)
            {{Import}}
            $csv, $template = (New-TemporaryFile), (New-TemporaryFile)
            'serial', 'a', 'b' | Set-Content $csv
            '{' + '{csv serial}' + '}' | Set-Content $template
            $influx = @{ InfluxUrl = '{{database.Url.OriginalString}}'; InfluxOrg = 'o'; InfluxBucket = 'b' }
            $result = Start-IoTLoadTest -Clients 2 -Rate 20 -Duration 1s -PayloadTemplate $template `
                -PayloadCsv $csv @influx
            Remove-Item $csv, $template
            "acked $($result.Acked)"
            $loaded = [AppDomain]::CurrentDomain.GetAssemblies()
            foreach ($name in $names) { "$name $(@($loaded.Where({ $_.GetName().Name -eq $name })).Count)" }
            """, InPwsh.Store);

        Assert.Equal(["acked 20", "CsvHelper 2", "JsonSubTypes 1", "NodaTime 1", "RestSharp 2", "System.Reactive 2"],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Configuration => Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/', '\\')))!;
}
