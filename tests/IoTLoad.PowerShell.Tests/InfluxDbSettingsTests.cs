using System.Management.Automation;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>Where the settings of InfluxDB come from, and what is said where they are wrong.</summary>
public sealed class InfluxDbSettingsTests : IDisposable
{
    private const string Token = "secret-token-that-shows-nowhere==";
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_profile_is_stored_shown_without_its_secrets_and_removed()
    {
        var set = _session.One(
            "Set-IoTLoadInfluxDBProfile lab -InfluxUrl https://influx.example:8086 -InfluxOrg o -InfluxBucket b -InfluxToken "
                + "$token -PassThru",
            ("token", Secure(Token)));
        var got = _session.One("Get-IoTLoadInfluxDBProfile la*");

        foreach (var profile in new[] { set, got })
        {
            Assert.Equal(("lab", "https://influx.example:8086", "o", "b", "True", "False"),
                (profile.Text("Name"), profile.Text("Url"), profile.Text("Org"), profile.Text("Bucket"), profile.Text("HasToken"),
                    profile.Text("HasPassword")));
            Assert.DoesNotContain(profile.Properties, property => $"{property.Value}".Contains(Token, StringComparison.Ordinal));
        }

        var file = Path.Combine(TestEnvironment.Home, "influxdb", "lab.json");
        Assert.Contains(Token[..6], File.ReadAllText(file), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        _session.Run("Remove-IoTLoadInfluxDBProfile lab -WhatIf");
        Assert.True(File.Exists(file));
        _session.Run("Get-IoTLoadInfluxDBProfile lab | Remove-IoTLoadInfluxDBProfile");
        Assert.Empty(_session.Errors);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task The_default_profile_applies_if_nothing_else_does_and_a_test_writes_only_if_asked_to()
    {
        await using var server = await Influxd.StartAsync();
        var database = await server.CreateDatabaseAsync();
        _session.Run("Set-IoTLoadInfluxDBProfile -InfluxUrl $url -InfluxDatabase $database", ("url", server.Url.OriginalString),
            ("database", database));
        try
        {
            var plain = _session.One("Start-IoTLoadTest -Clients 5 -Rate 50 -Duration 1s").Text("Id");
            var written = _session.One("Start-IoTLoadTest -Clients 5 -Rate 50 -Duration 1s -InfluxDb").Text("Id");

            var tests = await server.QueryAsync("SHOW TAG VALUES FROM iotload WITH KEY = test", database);
            Assert.Equal([written], tests.Select(row => row["value"].GetString()));
            Assert.NotEqual(plain, written);
            Assert.Equal(50, _session.Run("Get-IoTLoadMetrics $id Published -Source InfluxDB", ("id", written))
                .Sum(point => (double)point.Get("Value")!));
        }
        finally
        {
            _session.Run("Remove-IoTLoadInfluxDBProfile default");
        }
    }

    [Fact]
    public async Task A_wrong_password_and_a_missing_database_are_found_before_the_test_begins()
    {
        await using var server = await Influxd.StartAsync(new InfluxdOptions { Username = "admin", Password = "right" });
        var database = await server.CreateDatabaseAsync();
        var runs = Runs();
        _session.Run("$url = $u", ("u", server.Url.OriginalString));

        foreach (var (parameters, errorId, category) in new[]
        {
            ($"-InfluxDatabase {database}", "InfluxDbUnauthorized", ErrorCategory.AuthenticationError),
            ($"-InfluxDatabase {database} -InfluxCredential $wrong", "InfluxDbUnauthorized", ErrorCategory.AuthenticationError),
            ($"-InfluxBucket {database} -InfluxToken $token", "InfluxDbUnauthorized", ErrorCategory.AuthenticationError),
            ("-InfluxDatabase nosuchdatabase -InfluxCredential $right", "InfluxDbBucketNotFound", ErrorCategory.ObjectNotFound),
        })
        {
            foreach (var cmdlet in new[] { "Start-IoTLoadTest -Clients 5 -Rate 50 -Duration 1s", "Test-IoTLoadInfluxDB",
                "Get-IoTLoadMetrics x -Source InfluxDB" })
            {
                _session.Run(
                    $"{cmdlet} -InfluxUrl $url {parameters}",
                    ("token", Secure(Token)), ("wrong", new PSCredential("admin", Secure(Token))),
                    ("right", new PSCredential("admin", Secure("right"))));

                Assert.StartsWith(errorId + ",", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
                Assert.Equal(category, _session.Error.CategoryInfo.Category);
                Assert.NotEmpty(_session.Error.ErrorDetails.RecommendedAction);
                Assert.DoesNotContain(Token, $"{_session.Error} {_session.Error.Exception} "
                    + $"{_session.Error.ErrorDetails.RecommendedAction}", StringComparison.Ordinal);
            }
        }

        Assert.Equal(runs, Runs());
        var ok = _session.One($"Test-IoTLoadInfluxDB -InfluxUrl $url -InfluxDatabase {database} -InfluxCredential $right");
        Assert.Equal(("True", "True"), (ok.Text("CanWrite"), ok.Text("CanRead")));
    }

    [Fact]
    public void A_server_whose_disk_is_full_is_told_as_such()
    {
        using var server = new AnswerServer((request, _) => request.EndsWith("/ping", StringComparison.Ordinal)
            ? (200, """{"version":"1.8.10"}""")
            : (500, """{"error":"engine: error writing WAL entry: write /var/lib/influxdb/wal/d/autogen/1/_00001.wal: no space left on device"}"""));
        var runs = Runs();

        _session.Run("Start-IoTLoadTest -InfluxUrl $url -InfluxDatabase d", ("url", server.Url.OriginalString));

        Assert.StartsWith("InfluxDbDiskFull,", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ResourceUnavailable, _session.Error.CategoryInfo.Category);
        Assert.Equal(runs, Runs());
    }

    [Theory]
    [InlineData("", "/api/v2/query", "from(bucket: ")]
    [InlineData("-QueryLanguage InfluxQl", "/query", "SELECT")]
    public void Version_2_is_asked_by_Flux_or_by_InfluxQL(string language, string path, string begin)
    {
        var asked = "";
        using var server = new AnswerServer((request, body) =>
        {
            if (request.EndsWith("/ping", StringComparison.Ordinal))
            {
                return (200, """{"version":"v2.7.12"}""");
            }

            asked = $"{request} {Uri.UnescapeDataString(body.Replace('+', ' '))}";
            return (200, request.EndsWith("/api/v2/query", StringComparison.Ordinal)
                ? "#datatype,string,long,dateTime:RFC3339,string,string,long\r\n#group,false,false,false,true,true,false\r\n#default,_result,,,,,\r\n"
                    + ",result,table,_time,test,shard,published\r\n,_result,0,2026-11-24T12:00:00.1234567Z,a,1,42\r\n\r\n"
                : """{"results":[{"series":[{"name":"iotload","columns":["time","published","test","shard"],"values":[[1795521600123456700,42,"a","1"]]}]}]}""");
        });

        var point = _session.One(
            $"Get-IoTLoadMetrics a -Source InfluxDB -Name Published -InfluxUrl $url -InfluxOrg o -InfluxBucket b -InfluxToken "
                + $"$token {language}",
            ("url", server.Url.OriginalString), ("token", Secure(Token)));

        Assert.Equal(("a", "Published", 42.0, 1, "Sum"),
            (point.Text("TestId"), point.Text("Name"), point.Get("Value"), point.Get("Shard"), point.Text("Statistic")));
        Assert.StartsWith($"POST {path} ", asked, StringComparison.Ordinal);
        Assert.Contains(begin, asked, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, asked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Start-IoTLoadTest -InfluxDb", "InfluxDbBucketMissing")]
    [InlineData("Start-IoTLoadTest -PointSample 0.5", "InfluxDbBucketMissing")]
    [InlineData("Start-IoTLoadTest -InfluxBucket b", "InfluxDbUrlMissing")]
    [InlineData("Start-IoTLoadTest -InfluxDb -WhatIf", "InfluxDbBucketMissing")]
    [InlineData("Start-IoTLoadTest -InfluxUrl nowhere -InfluxBucket b", "InfluxDbUrlInvalid")]
    [InlineData("Start-IoTLoadTest -InfluxUrl http://u:secret@h -InfluxBucket b", "InfluxDbUrlInvalid")]
    [InlineData("Start-IoTLoadTest -InfluxUrl http://127.0.0.1:1 -InfluxBucket b", "InfluxDbUnreachable")]
    [InlineData("Start-IoTLoadTest -InfluxUrl https://h -InfluxBucket b -InfluxCaFile nosuch.pem", "CaFileNotFound")]
    [InlineData("Start-IoTLoadTest -InfluxUrl http://h -InfluxBucket b -InfluxTimeout x", "InvalidDuration")]
    [InlineData("Start-IoTLoadTest -InfluxProfile nosuch", "InfluxDbProfileNotFound")]
    [InlineData("Test-IoTLoadInfluxDB", "InfluxDbBucketMissing")]
    [InlineData("Test-IoTLoadInfluxDB -InfluxUrl http://127.0.0.1:1 -InfluxBucket b", "InfluxDbUnreachable")]
    [InlineData("Send-IoTLoadMetrics * -InfluxUrl http://h", "InfluxDbBucketMissing")]
    [InlineData("Send-IoTLoadMetrics nosuchtest -InfluxUrl http://h -InfluxBucket b", "RunNotFound")]
    [InlineData("Get-IoTLoadMetrics x -Source InfluxDB", "InfluxDbBucketMissing")]
    [InlineData("Get-IoTLoadMetrics x -Source InfluxDB -InfluxUrl http://h -InfluxBucket b -Window x", "InvalidDuration")]
    [InlineData("Get-IoTLoadMetrics x -Source InfluxDB -InfluxUrl http://h -InfluxBucket b -Window 0s", "InfluxDbWindowInvalid")]
    [InlineData("Get-IoTLoadMetrics x -InfluxUrl http://h", "SourceIsNotInfluxDB")]
    [InlineData("Get-IoTLoadMetrics x -Window 10s", "SourceIsNotInfluxDB")]
    [InlineData("Get-IoTLoadMetrics x -Source CloudWatch -QueryLanguage Flux", "SourceIsNotInfluxDB")]
    [InlineData("Get-IoTLoadMetrics x -Source InfluxDB -Wait", "SourceIsNotCloudWatch")]
    [InlineData("Get-IoTLoadMetrics x -Source InfluxDB -Distribution", "SourceHasNoDistribution")]
    [InlineData("Get-IoTLoadMetrics x -Source InfluxDB -Name PublishIn.Success", "UnknownMetric")]
    [InlineData("Set-IoTLoadInfluxDBProfile a/b -InfluxUrl http://h -InfluxBucket b", "InfluxDbProfileNameInvalid")]
    [InlineData("Set-IoTLoadInfluxDBProfile a -InfluxUrl http://h", "InfluxDbBucketMissing")]
    [InlineData("Get-IoTLoadInfluxDBProfile nosuch", "InfluxDbProfileNotFound")]
    [InlineData("Remove-IoTLoadInfluxDBProfile nosuch", "InfluxDbProfileNotFound")]
    public void Wrong_or_missing_settings_are_reported_and_nothing_starts(string script, string errorId)
    {
        var runs = Runs();

        Assert.DoesNotContain(_session.Run(script),
            each => !each.BaseObject.GetType().Name.StartsWith("InfluxDbCheck", StringComparison.Ordinal));

        Assert.StartsWith(errorId + ",IoTLoad.PowerShell.Commands.", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.NotEmpty(_session.Error.ErrorDetails.RecommendedAction);
        Assert.DoesNotContain("secret", _session.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(runs, Runs());
    }

    [Fact]
    public async Task A_sample_or_tag_that_makes_no_sense_leaves_no_run_behind()
    {
        await using var server = await Influxd.StartAsync();
        _session.Run("$influx = @{ InfluxUrl = $u; InfluxDatabase = $d }", ("u", server.Url.OriginalString),
            ("d", await server.CreateDatabaseAsync()));
        var runs = Runs();

        _session.Run("Start-IoTLoadTest @influx -PointSample 2");
        Assert.StartsWith("InfluxDbPointSampleInvalid,", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        _session.Run("Start-IoTLoadTest @influx -InfluxTag @{ shard = 1 }");
        Assert.StartsWith("InfluxDbNameInvalid,", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);

        Assert.Equal(runs, Runs());
    }

    [Fact]
    public void The_parameters_that_say_which_server_is_meant_are_the_same_in_all_cmdlets_that_have_them()
    {
        var cmdlets = _session.Run("Get-Command -Module IoTLoad -ParameterName InfluxUrl").Select(each => (CommandInfo)each.BaseObject)
            .ToDictionary(cmdlet => cmdlet.Name);
        var names = cmdlets["Test-IoTLoadInfluxDB"].Parameters.Keys.Where(name => name.StartsWith("Influx", StringComparison.Ordinal))
            .ToList();

        Assert.Equal(["Get-IoTLoadMetrics", "Send-IoTLoadMetrics", "Set-IoTLoadInfluxDBProfile", "Start-IoTLoadTest",
            "Test-IoTLoadInfluxDB"], cmdlets.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(12, names.Count);
        foreach (var name in names)
        {
            // What is stored as a profile has no profile.
            var having = cmdlets.Values.Where(cmdlet => (cmdlet.Name, name) != ("Set-IoTLoadInfluxDBProfile", "InfluxProfile"));
            Assert.Single(having.Select(cmdlet => Describe(cmdlet.Parameters[name])).Distinct());
        }
    }

    private static string Describe(ParameterMetadata parameter) =>
        $"{parameter.ParameterType} {string.Join(' ', parameter.Aliases)} " + string.Join(
        ' ', parameter.Attributes.Select(attribute => string.Join(' ', attribute.GetType().GetProperties()
            .Select(property => $"{property.Name}={property.GetValue(attribute)}"))));

    private static string[] Runs() => Directory.Exists(Path.Combine(TestEnvironment.Home, "runs"))
        ? Directory.GetDirectories(Path.Combine(TestEnvironment.Home, "runs")) : [];

    private static System.Security.SecureString Secure(string text)
    {
        var secure = new System.Security.SecureString();
        foreach (var each in text)
        {
            secure.AppendChar(each);
        }

        return secure;
    }
}
