using System.Globalization;
using System.Management.Automation;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>Devices, the endpoint and CloudWatch's metrics through the cmdlets, against moto and what moto cannot be made to say.</summary>
public sealed class DeviceTests
{
    [Fact]
    public async Task Devices_are_created_listed_and_removed_completely()
    {
        await using var aws = await AwsSession.StartAsync();
        var url = aws.Url;
        await AwsCli.RunAsync(url, "iot", "create-thing", "--thing-name", "iotload-of-others");

        Assert.Empty(aws.Good("New-IoTLoadDevice -Count 3 -WhatIf"));
        Assert.Empty(aws.Good("Get-IoTLoadDevice"));
        var devices = aws.Good("New-IoTLoadDevice -Count 3 -RequestRate 1000");
        Assert.Equal(["iotload-0", "iotload-1", "iotload-2"], devices.Select(device => device.Text("Name")));
        Assert.Equal(
            ["Name", "NamePrefix", "ThingArn", "CertificateId", "CertificateFile", "KeyFile", "PolicyName", "Region"],
            devices[0].Properties.Select(property => property.Name));
        Assert.Equal(Path.Combine(TestEnvironment.Home, "devices", "eu-west-1", "iotload", "iotload-0.key.pem"), devices[0]
            .Text("KeyFile"));

        aws.Good("New-IoTLoadDevice 2 -NamePrefix other -SharedCertificate -RequestRate 1000");
        Assert.Equal(["iotload-0", "iotload-1", "iotload-2", "other-0", "other-1"], aws.Good("Get-IoTLoadDevice")
            .Select(device => device.Text("Name")));
        Assert.Equal(["other-1"], aws.Good("Get-IoTLoadDevice oth* *1").Select(device => device.Text("Name")));
        Assert.Equal(devices.Select(device => device.ToString()), aws.Good("Get-IoTLoadDevice iotload")
            .Select(device => device.ToString()));

        aws.Good("Remove-IoTLoadDevice other -WhatIf; Get-IoTLoadDevice iotload iotload-1 | Remove-IoTLoadDevice -RequestRate 1000");
        Assert.Equal(["iotload-0", "iotload-2", "other-0", "other-1"], aws.Good("Get-IoTLoadDevice").Select(device => device.Text("Name")));
        Assert.Empty(aws.Good("Get-IoTLoadDevice | Remove-IoTLoadDevice -RequestRate 1000"));

        Assert.Empty(aws.Good("Get-IoTLoadDevice"));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(TestEnvironment.Home, "devices"), "*", SearchOption.AllDirectories));
        await AwsCli.RunAsync(url, "iot", "describe-thing", "--thing-name", "iotload-of-others");
    }

    [Fact]
    public async Task A_device_from_the_pipeline_gives_a_test_its_certificate()
    {
        await using var aws = await AwsSession.StartAsync();
        await using var broker = await Mosquitto.StartAsync();
        aws.Good("$devices = New-IoTLoadDevice -Count 2 -NamePrefix piped -SharedCertificate -RequestRate 1000");

        var result = Assert.Single(aws.Good(
            "$devices[0] | Start-IoTLoadTest $endpoint -CaFile $ca -Clients 2 -Rate 20 -Duration 1s",
            ("endpoint", broker.Tls.AbsoluteUri), ("ca", broker.Certificates.CaFile)));

        Assert.Equal(20, result.Count("Counters.Received"));
        Assert.Equal(Path.Combine(TestEnvironment.Home, "devices", "eu-west-1", "piped", "piped-shared.cert.pem"),
            result.Text("Plan.Tls.CertificateFile"));
        Assert.Equal("", result.Text("Plan.Name"));
        aws.Good("Remove-IoTLoadDevice piped -RequestRate 1000");
    }

    [Fact]
    public async Task Each_piped_device_connects_as_its_thing_and_a_revoked_one_is_named()
    {
        using var environment = new NoAws();
        using var module = new ModuleSession();
        var sandbox = module.One("Start-IoTLoadSandbox -Region eu-west-1");
        var count = int.Parse(Environment.GetEnvironmentVariable("IOTLOAD_TEST_DEVICES") ?? "100", CultureInfo.InvariantCulture);
        var devices = module.Run("$sandbox | New-IoTLoadDevice -Count $count -NamePrefix own -OwnClientId -RequestRate 1000",
            ("sandbox", sandbox), ("count", count));
        Assert.Empty(module.Errors);
        await AwsCli.RunAsync(
            new Uri(sandbox.Text("EndpointUrl")), sandbox.Text("AccessKey"), sandbox.Text("SecretKey"),
            ["iot", "update-certificate", "--certificate-id", devices[5].Text("CertificateId"), "--new-status", "REVOKED"]);

        var result = Assert.Single(module.Run(
            "$devices | Start-IoTLoadTest $sandbox.Endpoint -CaFile $sandbox.CaFile -Rate $rate -Duration 2s -ErrorAction SilentlyContinue",
            ("devices", devices), ("rate", count / 2)));

        result.AssertSumsHold();
        Assert.Equal((count, count - 1), (result.Count("Devices"), result.Count("PeakOnline")));
        Assert.Equal(count - 1, result.Count("Counters.Received"));
        Assert.Contains("Never connected: own-5.", result.Text("Notes"), StringComparison.Ordinal);
        module.Run("$sandbox | Remove-IoTLoadDevice -NamePrefix own -RequestRate 1000 -Confirm:$false; $sandbox | Stop-IoTLoadSandbox");
    }

    [Fact]
    public void One_piped_device_connects_once_as_its_thing_unless_others_share_its_certificate()
    {
        using var environment = new NoAws();
        using var module = new ModuleSession();
        module.Run("$sandbox = Start-IoTLoadSandbox -Region eu-west-1; "
            + "$own = $sandbox | New-IoTLoadDevice -Count 1 -NamePrefix own -OwnClientId -RequestRate 1000; "
            + "$open = $sandbox | New-IoTLoadDevice -Count 1 -NamePrefix open -RequestRate 1000");
        const string Test = "Start-IoTLoadTest $sandbox.Endpoint -CaFile $sandbox.CaFile -Rate 20 -Duration 1s";

        var result = module.One($"$own | {Test}");

        result.AssertSumsHold();
        Assert.Equal((1, 1, 20, "own-0"), (result.Count("Devices"), result.Count("PeakOnline"), result.Count("Counters.Received"),
            result.Text("Plan.Devices.ClientId")));
        Assert.Equal(4, module.One($"$open | {Test} -Clients 4 -ClientId 'open-{{{{device}}}}'").Count("PeakOnline"));
        Assert.Equal("open-7", module.One($"$open | {Test} -Clients 1 -ClientId open-7").Text("Plan.Devices.ClientId"));
        var http = module.One($"$open | {Test.Replace("Endpoint", "HttpEndpoint", StringComparison.Ordinal)}");
        Assert.Equal(20, http.Count("Counters.Acked"));
        Assert.Empty(module.Errors.Select(error => error.ToString()));
        module.Run("$own, $open | ForEach-Object { $sandbox | Remove-IoTLoadDevice -NamePrefix $_.NamePrefix -RequestRate 1000 "
            + "-Confirm:$false }; $sandbox | Stop-IoTLoadSandbox");
    }

    [Theory]
    [InlineData("", "-ats.iot.eu-west-1.amazonaws.com")]
    [InlineData("Credential-Provider", ".credentials.iot.eu-west-1.amazonaws.com")]
    [InlineData("Jobs", ".jobs.iot.eu-west-1.amazonaws.com")]
    [InlineData("Data", ".iot.eu-west-1.amazonaws.com")]
    public async Task The_accounts_endpoint_is_found(string type, string address)
    {
        await using var aws = await AwsSession.StartAsync();

        var endpoint = Assert.Single(aws.Good($"Get-IoTLoadEndpoint {type}"));

        Assert.EndsWith(address, endpoint.Text("Address"), StringComparison.Ordinal);
        Assert.Equal("eu-west-1", endpoint.Text("Region"));
    }

    [Fact]
    public async Task No_key_and_no_secret_shows_in_output_errors_or_files_that_others_may_read()
    {
        await using var aws = await AwsSession.StartAsync();
        var devices = aws.Good("New-IoTLoadDevice 2 -NamePrefix secret -RequestRate 5 -Verbose -Debug");
        var keys = devices.Select(device => File.ReadAllText(device.Text("KeyFile"))).ToList();
        Assert.All(keys, key => Assert.Equal("RSA PRIVATE KEY", key[PemEncoding.Find(key).Label]));
        aws.Run("New-IoTLoadDevice 3 -NamePrefix secret -TopicPrefix different -RequestRate 1000");
        aws.Run("New-IoTLoadDevice 3 -NamePrefix secret -EndpointUrl $closed", ("closed", $"http://127.0.0.1:{LoopbackPort.Closed()}"));
        Assert.StartsWith("AwsUnreachable,", aws.Module.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ConnectionError, aws.Module.Error.CategoryInfo.Category);
        aws.Run("Get-IoTLoadDevice secret");
        aws.Run("Get-IoTLoadMetrics -Source CloudWatch -From ([DateTimeOffset]::Now.AddMinutes(-9))");
        using (var server = new AnswerServer((_, _) => (403, $$"""{"__type":"InvalidSignatureException","message":"The Canonical String for this request should have been\n'POST\nx-amz-security-token:{{AwsSession.SessionToken}}'"}""")))
        {
            aws.Run("Get-IoTLoadEndpoint -EndpointUrl $bad", ("bad", server.Url.OriginalString));
            Assert.StartsWith("AwsCredentialsInvalid,", aws.Module.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        }

        var bodies = keys.Select(key => key.Split('\n')[3]).ToList();
        string[] secrets = ["PRIVATE KEY", AwsSession.SecretKey, AwsSession.SessionToken, .. bodies];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, aws.Shown, StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(TestEnvironment.Home, "*", SearchOption.AllDirectories))
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            Assert.DoesNotContain(AwsSession.SecretKey, text, StringComparison.Ordinal);
            Assert.DoesNotContain(AwsSession.SessionToken, text, StringComparison.Ordinal);
            Assert.Equal(devices.Any(device => device.Text("KeyFile") == file), text.Contains("PRIVATE KEY", StringComparison.Ordinal));
            if (!OperatingSystem.IsWindows() && file.StartsWith(Path.Combine(TestEnvironment.Home, "devices"), StringComparison.Ordinal))
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        }

        aws.Good("Remove-IoTLoadDevice secret -RequestRate 1000");
    }

    [Fact]
    public void The_cmdlets_assembly_knows_no_type_of_AWSs_SDK()
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(TestEnvironment.Module, "IoTLoad.PowerShell.dll")));
        var metadata = file.GetMetadataReader();

        var references = metadata.AssemblyReferences.Select(
            reference => metadata.GetString(metadata.GetAssemblyReference(reference).Name)).ToList();

        Assert.Contains("IoTLoad.Aws", references);
        Assert.DoesNotContain(references, name => name.StartsWith("AWSSDK", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("New-IoTLoadDevice 1")]
    [InlineData("Get-IoTLoadDevice")]
    [InlineData("Remove-IoTLoadDevice iotload")]
    [InlineData("Get-IoTLoadEndpoint")]
    [InlineData("Start-IoTLoadTest AwsIoTCore")]
    [InlineData("Get-IoTLoadMetrics -Source CloudWatch -From ([DateTimeOffset]::Now.AddMinutes(-9))")]
    public void Every_cmdlet_says_what_is_missing(string script)
    {
        using var module = new ModuleSession();
        using var nothing = new NoAws();
        const string Keys = "-AccessKey AKIDEXAMPLE -SecretKey secret";

        Fails($"{script} -Region eu-west-1", "AwsNoCredentials", ErrorCategory.AuthenticationError);
        Fails($"{script} -Region eu-west-1 -AccessKey AKIDEXAMPLE", "AwsIncompleteKeys", ErrorCategory.AuthenticationError,
            ErrorCategory.InvalidArgument);
        Fails($"{script} -Region eu-west-1 -ProfileName nosuchprofile", "AwsNoProfile", ErrorCategory.ObjectNotFound);
        Fails($"{script} {Keys}", "AwsNoRegion", ErrorCategory.InvalidArgument);
        Fails($"{script} {Keys} -Region nowhere", "AwsBadRegion", ErrorCategory.InvalidArgument);
        Fails($"{script} {Keys} -Region eu-west-1 -EndpointUrl nonsense", "AwsBadEndpoint", ErrorCategory.InvalidArgument);

        void Fails(string text, string errorId, params ErrorCategory[] categories)
        {
            Assert.Empty(module.Run(text));
            Assert.StartsWith(errorId + ",IoTLoad.PowerShell.Commands.", module.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Contains(module.Error.CategoryInfo.Category, categories);
            Assert.NotEmpty(module.Error.ErrorDetails.RecommendedAction);
        }
    }

    [Theory]
    [InlineData(403, "AccessDeniedException", "User: arn:aws:iam::123456789012:user/me is not authorized to perform: "
        + "iot:DescribeEndpoint on resource: arn:aws:iot:eu-west-1:123456789012:endpoint because no identity-based policy "
        + "allows it", "AwsAccessDenied", ErrorCategory.PermissionDenied)]
    [InlineData(403, "ExpiredTokenException", "The security token included in the request is expired", "AwsCredentialsExpired",
        ErrorCategory.AuthenticationError)]
    [InlineData(403, "UnrecognizedClientException", "The security token included in the request is invalid.", "AwsCredentialsInvalid",
        ErrorCategory.AuthenticationError)]
    [InlineData(403, "InvalidSignatureException", "Credential should be scoped to a valid region.", "AwsWrongRegion",
        ErrorCategory.InvalidArgument)]
    public async Task Refusals_of_AWS_are_reported_with_their_reason(int status, string type, string message, string errorId,
        ErrorCategory category)
    {
        await using var aws = await AwsSession.StartAsync();
        using var server = new AnswerServer((_, _) => (status, $$"""{"__type":"{{type}}","message":"{{message}}"}"""));

        Assert.Empty(aws.Run("Get-IoTLoadEndpoint -EndpointUrl $url", ("url", server.Url.OriginalString)));

        Assert.StartsWith(errorId + ",", aws.Module.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(category, aws.Module.Error.CategoryInfo.Category);
        if (errorId == "AwsAccessDenied")
        {
            Assert.Contains(
                """{"Effect":"Allow","Action":"iot:DescribeEndpoint","Resource":"arn:aws:iot:eu-west-1:123456789012:endpoint"}""",
                aws.Module.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_folder_with_the_keys_of_another_region_is_not_used_and_a_larger_count_adds_devices()
    {
        await using var aws = await AwsSession.StartAsync();
        var devices = aws.Good("New-IoTLoadDevice 2 -NamePrefix part -RequestRate 1000");

        Assert.Empty(aws.Run("New-IoTLoadDevice 3 -NamePrefix part -Region eu-west-2 -OutputFolder $folder -RequestRate 1000",
            ("folder", Path.GetDirectoryName(devices[0].Text("KeyFile")))));
        Assert.StartsWith("DeviceFolderOfOthers,", aws.Module.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.InvalidOperation, aws.Module.Error.CategoryInfo.Category);

        Assert.Equal(4, aws.Good("New-IoTLoadDevice 4 -NamePrefix part -RequestRate 1000").Count);
        aws.Good("Remove-IoTLoadDevice part -RequestRate 1000");
    }
}
