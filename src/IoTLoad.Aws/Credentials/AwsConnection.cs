using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Amazon.Util;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Credentials;

/// <summary>
/// How to reach AWS, as a user has said it: any part may be left out, and is then found as AWSSDK.Core and the AWS CLI find
/// it. The text of a connection holds no secret.
/// </summary>
public sealed record AwsConnection
{
    private static readonly string[] RegionVariables = ["AWS_REGION", "AWS_DEFAULT_REGION"];

    /// <summary>Name of a profile in the shared files or the SDK store.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Path of the shared credentials file, where it is not the usual one.</summary>
    public string? ProfileLocation { get; init; }

    /// <summary>Region, such as <c>eu-west-1</c>.</summary>
    public string? Region { get; init; }

    /// <summary>Access key ID.</summary>
    public string? AccessKey { get; init; }

    /// <summary>Secret access key.</summary>
    public string? SecretKey { get; init; }

    /// <summary>Session token of temporary credentials.</summary>
    public string? SessionToken { get; init; }

    /// <summary>Endpoint for every service, such as an emulator's.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>Credentials that exist already; they go before everything else.</summary>
    public AWSCredentials? Credentials { get; init; }

    /// <summary>Credentials that somebody else keeps and may refresh: asked for each time that they are needed.</summary>
    public Func<(string AccessKey, string SecretKey, string? SessionToken)>? CredentialSource
    {
        init => Credentials = value is null ? null : new ForeignCredentials(value);
    }

    /// <summary>
    /// Finds credentials and gets them once, so that what is wrong with them shows before a test starts. What is returned
    /// refreshes itself for as long as its source lets it.
    /// </summary>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="LoadException">AwsNoCredentials, AwsNoProfile, AwsIncompleteKeys, AwsCredentialsExpired or
    /// AwsAccessDenied.</exception>
    public async Task<AWSCredentials> ResolveCredentialsAsync(CancellationToken cancellation)
    {
        var call = new AwsCall("sts", "AssumeRole", ProfileName is null ? null : $"profile {ProfileName}");
        try
        {
            var credentials = await FindAsync(cancellation);
            await credentials.GetCredentialsAsync().WaitAsync(cancellation);
            return credentials;
        }
        catch (Exception e) when (e is not (LoadException or OperationCanceledException))
        {
            throw AwsFault.FromCredentials(e, call, ProfileName);
        }
    }

    /// <summary>Name of the region, for callers that do not know AWS's types.</summary>
    /// <exception cref="LoadException">Those of <see cref="ResolveRegion"/>.</exception>
    public string RegionName => ResolveRegion().SystemName;

    /// <summary>Finds the region: the one given, the profile's, the environment's, the default profile's, the machine's.</summary>
    /// <exception cref="LoadException">AwsNoRegion or AwsBadRegion.</exception>
    public RegionEndpoint ResolveRegion()
    {
        if (FindRegion() is not { } name)
        {
            throw LoadException.InvalidInput(
                "AwsNoRegion", "No AWS region is set.",
                "Give -Region, set the environment variable AWS_REGION, add a region to the profile, or run Set-DefaultAWSRegion.");
        }

        // New regions are not in any list, but every name so far has this form: eu-west-1, us-gov-east-1, us-isob-east-1.
        var parts = name.Split('-');
        var wellFormed = parts.Length is 3 or 4 && int.TryParse(parts[^1], out _)
            && parts[..^1].All(part => part.Length > 0 && part.All(char.IsAsciiLetterLower));
        return wellFormed
            ? RegionEndpoint.GetBySystemName(name)
            : throw LoadException.InvalidInput(
                "AwsBadRegion", $"'{name}' is not the name of an AWS region.",
                "Write a region's system name, such as eu-west-1 or us-east-1.", name);
    }

    /// <summary>Sets a client's configuration to this connection's region and endpoint.</summary>
    /// <param name="config">Configuration.</param>
    /// <typeparam name="T">Type of the configuration.</typeparam>
    /// <exception cref="LoadException">AwsNoRegion, AwsBadRegion or AwsBadEndpoint.</exception>
    public T Configure<T>(T config)
        where T : ClientConfig
    {
        var region = ResolveRegion();
        if (string.IsNullOrEmpty(EndpointUrl))
        {
            config.RegionEndpoint = region;
        }
        else
        {
            // Either of RegionEndpoint and ServiceURL unsets the other.
            config.ServiceURL = Uri.TryCreate(EndpointUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                ? EndpointUrl
                : throw LoadException.InvalidInput(
                    "AwsBadEndpoint", $"'{EndpointUrl}' is not the URL of an endpoint.",
                    "Write an absolute URL, such as http://localhost:5000.", EndpointUrl);
            config.AuthenticationRegion = region.SystemName;
        }

        return config;
    }

    /// <summary>The connection without its secrets.</summary>
    public override string ToString() =>
        $"{ProfileName ?? (AccessKey is null ? "default credentials" : "access key")} in {Region ?? "the default region"}"
        + (EndpointUrl is null ? "" : $" at {EndpointUrl}");

    private async Task<AWSCredentials> FindAsync(CancellationToken cancellation)
    {
        if (Credentials is not null)
        {
            return Credentials;
        }

        if (AccessKey is not null || SecretKey is not null || SessionToken is not null)
        {
            return (AccessKey, SecretKey) switch
            {
                ({ Length: > 0 } key, { Length: > 0 } secret) when !string.IsNullOrEmpty(SessionToken) =>
                    new SessionAWSCredentials(key, secret, SessionToken),
                ({ Length: > 0 } key, { Length: > 0 } secret) => new BasicAWSCredentials(key, secret),
                _ => throw LoadException.InvalidInput(
                    "AwsIncompleteKeys", "An access key and a secret key belong together, and a session token to both.",
                    "Give -AccessKey and -SecretKey, and -SessionToken for temporary credentials; or none of them, and a profile."),
            };
        }

        if (ProfileName is not null)
        {
            return FromProfile(ProfileName);
        }

        // One of our own: the shared one keeps what it has found when a variable of the environment changes.
        using var chain = new DefaultAWSCredentialsIdentityResolver();
        return await chain.ResolveIdentityAsync(null, cancellation);
    }

    private AWSCredentials FromProfile(string name)
    {
        var profiles = new CredentialProfileStoreChain(ProfileLocation);
        if (profiles.TryGetProfile(name, out var profile))
        {
            return AWSCredentialsFactory.GetAWSCredentials(profile, profiles);
        }

        var known = string.Join(", ", profiles.ListProfiles().Select(p => p.Name).Order(StringComparer.Ordinal));
        throw LoadException.NotFound(
            "AwsNoProfile", $"There is no AWS profile '{name}'.",
            known.Length == 0 ? "Make one with 'aws configure' or Set-AWSCredential." : $"Use one of these: {known}.", name);
    }

    private string? FindRegion()
    {
        if (!string.IsNullOrWhiteSpace(Region))
        {
            return Region.Trim();
        }

        var profiles = new CredentialProfileStoreChain(ProfileLocation);
        if (ProfileName is not null && RegionOf(profiles, ProfileName) is { } ofProfile)
        {
            return ofProfile;
        }

        var environment = RegionVariables.Select(Environment.GetEnvironmentVariable)
            .FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
        if (environment is not null)
        {
            return environment.Trim();
        }

        var profile = Environment.GetEnvironmentVariable("AWS_PROFILE");
        if (RegionOf(profiles, string.IsNullOrEmpty(profile) ? "default" : profile) is { } ofDefault)
        {
            return ofDefault;
        }

        return string.IsNullOrEmpty(EndpointUrl) ? OfMachine() : OfEndpoint(EndpointUrl);
    }

    private static string? RegionOf(CredentialProfileStoreChain profiles, string name) =>
        profiles.TryGetProfile(name, out var profile) ? profile.Region?.SystemName : null;

    // AWS's own endpoints name their region; any other needs one for the signature only.
    private static string OfEndpoint(string url)
    {
        var labels = Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.Host.Split('.') : [];
        var known = RegionEndpoint.EnumerableAllRegions.Select(region => region.SystemName);
        return labels.Intersect(known, StringComparer.Ordinal).FirstOrDefault() ?? RegionEndpoint.USEast1.SystemName;
    }

    private static string? OfMachine() => EC2InstanceMetadata.IsIMDSEnabled ? EC2InstanceMetadata.Region?.SystemName : null;
}

/// <summary>
/// Credentials that somebody else keeps, such as another AWSSDK.Core that AWS.Tools has loaded. Asked anew for each use, since
/// the other side refreshes what expires.
/// </summary>
internal sealed class ForeignCredentials(Func<(string AccessKey, string SecretKey, string? SessionToken)> source) : AWSCredentials
{
    public override ImmutableCredentials GetCredentials()
    {
        var (accessKey, secretKey, token) = source();
        return new ImmutableCredentials(accessKey, secretKey, token);
    }
}
