using Amazon.Lambda;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.Tests.Moto;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Tests.Credentials;

/// <summary>Where credentials and regions come from.</summary>
[Collection(nameof(ChangesEnvironment))]
public sealed class AwsConnectionTests(MotoFixture moto) : IDisposable
{
    private readonly EnvironmentScope _environment = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_that_are_given_go_before_the_environment()
    {
        _environment.Set("AWS_ACCESS_KEY_ID", "AKIDENVIRONMENT");
        _environment.Set("AWS_SECRET_ACCESS_KEY", "environment");
        Assert.Equal("AKIDENVIRONMENT", (await Get(new())).AccessKey);
        var given = await Get(new() { AccessKey = "AKIDGIVEN", SecretKey = "given", SessionToken = "token" });
        Assert.Equal(("AKIDGIVEN", "given", "token"), (given.AccessKey, given.SecretKey, given.Token));
        var ready = await Get(
            new() { AccessKey = "AKIDGIVEN", SecretKey = "given", Credentials = new BasicAWSCredentials("AKIDREADY", "x") });
        Assert.Equal("AKIDREADY", ready.AccessKey);
    }

    [Theory]
    [InlineData("AKIDGIVEN", null, null)]
    [InlineData(null, "given-secret", null)]
    [InlineData(null, null, "given-token")]
    public async Task Half_a_key_pair_is_refused_without_naming_it(string? key, string? secret, string? token)
    {
        var error = await Assert.ThrowsAsync<LoadException>(() => Get(new() { AccessKey = key, SecretKey = secret, SessionToken = token }));
        Assert.Equal("AwsIncompleteKeys", error.ErrorId);
        Assert.DoesNotContain("given", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_gives_credentials_and_region()
    {
        var file = _environment.Write("mine", "[load]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = s\nregion = eu-north-1\n");
        var connection = new AwsConnection { ProfileName = "load", ProfileLocation = file };
        Assert.Equal("AKIDPROFILE", (await Get(connection)).AccessKey);
        Assert.Equal("eu-north-1", connection.ResolveRegion().SystemName);
    }

    [Fact]
    public async Task An_unknown_profile_is_named_beside_those_that_exist()
    {
        var file = _environment.Write("mine", "[load]\naws_access_key_id = A\naws_secret_access_key = s\n");
        var error = await Assert.ThrowsAsync<LoadException>(() => Get(new() { ProfileName = "laod", ProfileLocation = file }));
        Assert.Equal("AwsNoProfile", error.ErrorId);
        Assert.Contains("'laod'", error.Message, StringComparison.Ordinal);
        Assert.Contains("load", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_credentials_the_error_names_their_sources()
    {
        var error = await Assert.ThrowsAsync<LoadException>(() => Get(new()));
        Assert.Equal("AwsNoCredentials", error.ErrorId);
        Assert.Contains("-ProfileName", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_assumes_a_role_with_another_profiles_keys()
    {
        _environment.Set("AWS_ENDPOINT_URL_STS", (await moto.UrlAsync()).OriginalString);
        var file = _environment.Write(
            "mine",
            """
            [base]
            aws_access_key_id = AKIDBASE
            aws_secret_access_key = s
            [role]
            role_arn = arn:aws:iam::123456789012:role/load
            source_profile = base
            region = eu-west-1
            """);
        var got = await Get(new() { ProfileName = "role", ProfileLocation = file });
        Assert.StartsWith("ASIA", got.AccessKey, StringComparison.Ordinal);
        Assert.True(got.UseToken);
    }

    [Fact]
    public async Task A_web_identity_becomes_a_role()
    {
        _environment.Set("AWS_ENDPOINT_URL_STS", (await moto.UrlAsync()).OriginalString);
        _environment.Set("AWS_REGION", "eu-west-1");
        _environment.Set("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/load");
        _environment.Set("AWS_ROLE_SESSION_NAME", "workflow");
        _environment.Set("AWS_WEB_IDENTITY_TOKEN_FILE", _environment.Write("token", "a-token-of-the-workflow"));
        Assert.StartsWith("ASIA", (await Get(new())).AccessKey, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_of_a_program_are_fetched_again_when_they_expire()
    {
        // The program counts its runs; what it returns is good for two seconds.
        var counter = Path.Combine(_environment.Folder, "runs");
        var script = _environment.Write(
            "credentials.sh",
            $$"""
            echo x >> {{counter}}
            echo "{\"Version\":1,\"AccessKeyId\":\"AKID$(wc -l < {{counter}} | tr -d ' ')\",\"SecretAccessKey\":\"s\",\"SessionToken\":\"t\",\"Expiration\":\"$(date -u -d '+2 seconds' +%Y-%m-%dT%H:%M:%SZ)\"}"
            """);
        var file = _environment.Write("mine", $"[program]\ncredential_process = sh {script}\n");
        var credentials = await new AwsConnection { ProfileName = "program", ProfileLocation = file }.ResolveCredentialsAsync(Stop);
        var first = (await credentials.GetCredentialsAsync()).AccessKey;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((await credentials.GetCredentialsAsync()).AccessKey == first)
        {
            // Nothing tells when credentials expire but the clock.
            await Task.Delay(100, limit.Token);
        }
    }

    [Fact]
    public async Task A_program_that_fails_is_told_of()
    {
        var file = _environment.Write("mine", "[program]\ncredential_process = sh -c false\n");
        var error = await Assert.ThrowsAsync<LoadException>(() => Get(new() { ProfileName = "program", ProfileLocation = file }));
        Assert.Equal("AwsNoCredentials", error.ErrorId);
        Assert.Contains("'program'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_containers_role_is_found_by_its_address()
    {
        using var agent = new MetadataServer(new() { ["/role"] = Answer("AKIDCONTAINER") });
        _environment.Set("AWS_CONTAINER_CREDENTIALS_FULL_URI", new Uri(agent.Url, "role").AbsoluteUri);
        _environment.Set("AWS_CONTAINER_AUTHORIZATION_TOKEN", "agent");
        Assert.Equal("AKIDCONTAINER", (await Get(new())).AccessKey);
        Assert.Contains("/role agent", agent.Requests);
    }

    [Fact]
    public async Task A_machines_role_and_region_are_found_in_its_metadata()
    {
        using var metadata = new MetadataServer(new()
        {
            ["/latest/api/token"] = "session",
            ["/latest/meta-data/iam/security-credentials"] = "load",
            ["/latest/meta-data/iam/security-credentials/load"] = Answer("AKIDMACHINE"),
            ["/latest/dynamic/instance-identity/document"] = """{"region":"eu-central-2"}""",
        });
        _environment.Set("AWS_EC2_METADATA_DISABLED", null);
        _environment.Set("AWS_EC2_METADATA_SERVICE_ENDPOINT", metadata.Url.GetLeftPart(UriPartial.Authority));

        // The SDK reads this variable once.
        FallbackInternalConfigurationFactory.Reset();
        Assert.Equal("AKIDMACHINE", (await Get(new())).AccessKey);
        Assert.Equal("eu-central-2", new AwsConnection().ResolveRegion().SystemName);
    }

    [Fact]
    public async Task A_single_sign_on_without_a_session_asks_for_a_login()
    {
        _environment.Set("HOME", _environment.Folder);
        var file = _environment.Write(
            "mine",
            """
            [sso]
            sso_account_id = 123456789012
            sso_role_name = load
            sso_region = eu-west-1
            sso_start_url = https://example.awsapps.com/start
            """);
        var error = await Assert.ThrowsAsync<LoadException>(() => Get(new() { ProfileName = "sso", ProfileLocation = file }));
        Assert.Equal("AwsCredentialsExpired", error.ErrorId);
        Assert.Contains("aws sso login --profile sso", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void The_region_given_goes_before_the_profiles_before_the_environments_before_the_default_profiles()
    {
        var file = _environment.Write("shared", "[default]\nregion = eu-west-3\n[load]\nregion = eu-west-2\n");
        AwsConnection From(string? profile = null, string? region = null) =>
            new() { ProfileLocation = file, ProfileName = profile, Region = region };
        Assert.Equal("eu-west-3", From().ResolveRegion().SystemName);
        _environment.Set("AWS_DEFAULT_REGION", "us-west-1");
        Assert.Equal("us-west-1", From().ResolveRegion().SystemName);
        _environment.Set("AWS_REGION", "us-west-2");
        Assert.Equal("us-west-2", From().ResolveRegion().SystemName);
        Assert.Equal("eu-west-2", From("load").ResolveRegion().SystemName);
        Assert.Equal("ap-south-1", From("load", " ap-south-1").ResolveRegion().SystemName);
    }

    [Fact]
    public void Without_a_region_the_error_names_its_sources()
    {
        var error = Assert.Throws<LoadException>(() => new AwsConnection().ResolveRegion());
        Assert.Equal("AwsNoRegion", error.ErrorId);
        Assert.Contains("-Region", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ireland")]
    [InlineData("eu_west_1")]
    [InlineData("eu-west")]
    [InlineData("https://eu-west-1")]
    public void Names_that_are_not_regions_are_refused(string region) =>
        Assert.Equal("AwsBadRegion", Assert.Throws<LoadException>(() => new AwsConnection { Region = region }.ResolveRegion()).ErrorId);

    [Theory]
    [InlineData("eu-west-1")]
    [InlineData("us-gov-east-1")]
    [InlineData("us-isob-east-1")]
    [InlineData("xx-newplace-9")]
    public void Regions_of_every_partition_and_new_regions_are_accepted(string region) =>
        Assert.Equal(region, new AwsConnection { Region = region }.ResolveRegion().SystemName);

    [Fact]
    public async Task An_endpoint_of_ones_own_is_used_and_signed_for_the_region()
    {
        var connection = new AwsConnection { EndpointUrl = (await moto.UrlAsync()).OriginalString, AccessKey = "A", SecretKey = "s" };
        var config = connection.Configure(new AmazonLambdaConfig());
        Assert.Equal("us-east-1", config.AuthenticationRegion);
        using var lambda = new AmazonLambdaClient(await connection.ResolveCredentialsAsync(Stop), config);
        Assert.NotNull((await lambda.ListFunctionsAsync(new(), Stop)).Functions);
        Assert.Equal(
            "AwsBadEndpoint",
            Assert.Throws<LoadException>(
                () => new AwsConnection { EndpointUrl = "localhost:5000", Region = "eu-west-1" }.Configure(config)).ErrorId);
    }

    [Theory]
    [InlineData("https://vpce-1a2b.iot.eu-central-1.vpce.amazonaws.com", "eu-central-1")]
    [InlineData("http://localhost:5000", "us-east-1")]
    public void The_region_comes_from_the_endpoint_if_nothing_else_sets_it(string url, string region) =>
        Assert.Equal(region, new AwsConnection { EndpointUrl = url }.ResolveRegion().SystemName);

    [Fact]
    public void The_text_of_a_connection_holds_no_secret()
    {
        var text = new AwsConnection
        {
            AccessKey = "AKIDGIVEN",
            SecretKey = "given-secret",
            SessionToken = "given-token",
            Region = "eu-west-1"
        }.ToString();
        Assert.DoesNotContain("given", text, StringComparison.Ordinal);
        Assert.Contains("eu-west-1", text, StringComparison.Ordinal);
    }

    public void Dispose() => _environment.Dispose();

    private static string Answer(string key) =>
        $$"""{"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"{{key}}","SecretAccessKey":"s","Token":"t","LastUpdated":"2026-01-01T00:00:00Z","Expiration":"{{DateTime.UtcNow.AddHours(6):yyyy-MM-ddTHH:mm:ssZ}}"}""";

    private static async Task<ImmutableCredentials> Get(AwsConnection connection) =>
        await (await connection.ResolveCredentialsAsync(Stop)).GetCredentialsAsync();
}
