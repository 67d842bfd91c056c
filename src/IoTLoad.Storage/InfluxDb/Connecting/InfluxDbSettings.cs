using System.Text.Json.Serialization;
using IoTLoad.Engine;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>
/// What somebody said about a connection: the parameters of a cmdlet, the environment or a profile. What one source leaves
/// out, the next may say; <see cref="Resolve"/> puts them together.
/// </summary>
public sealed record InfluxDbSettings : InfluxDbAccess
{
    /// <summary>Profile that is used where no other is named.</summary>
    public const string DefaultProfile = "default";

    /// <summary>Settings that say nothing.</summary>
    public InfluxDbSettings()
    {
    }

    internal InfluxDbSettings(InfluxDbAccess access)
        : base(access)
    {
    }

    /// <summary>The server's URL.</summary>
    public string? Url { get; init; }

    /// <summary>Longest wait for an answer.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Accept any server certificate.</summary>
    public bool? SkipCertificateCheck { get; init; }

    [JsonIgnore]
    private bool HasTarget => Bucket is not null || Database is not null;

    /// <summary>The settings in <c>INFLUX_URL</c>, <c>INFLUX_TOKEN</c>, <c>INFLUX_ORG</c> and <c>INFLUX_BUCKET</c>.</summary>
    /// <param name="variable">Reads a variable; null reads the process's.</param>
    public static InfluxDbSettings FromEnvironment(Func<string, string?>? variable = null)
    {
        return new()
        {
            Url = Read("INFLUX_URL"),
            Token = Read("INFLUX_TOKEN"),
            Org = Read("INFLUX_ORG"),
            Bucket = Read("INFLUX_BUCKET"),
        };

        string? Read(string name) => (variable ?? Environment.GetEnvironmentVariable)(name) is { Length: > 0 } value ? value : null;
    }

    /// <summary>
    /// Puts the sources together: parameters first, then the profile that was named, then the environment, then the profile
    /// <c>default</c> if there is one.
    /// </summary>
    /// <param name="parameters">What was given by hand.</param>
    /// <param name="profiles">The profiles of the user.</param>
    /// <param name="profile">Name of the profile to use; null names none.</param>
    /// <param name="variable">Reads an environment variable; null reads the process's.</param>
    /// <exception cref="LoadException">See <see cref="InfluxDbProfiles.Read"/> and <see cref="ToConnection"/>.</exception>
    public static InfluxDbConnection Resolve(
        InfluxDbSettings parameters, InfluxDbProfiles profiles, string? profile = null, Func<string, string?>? variable = null)
    {
        var named = profile is null ? parameters : parameters.Over(profiles.Read(profile));
        var all = named.Over(FromEnvironment(variable));
        return (profile is null && profiles.Exists(DefaultProfile) ? all.Over(profiles.Read(DefaultProfile)) : all).ToConnection();
    }

    /// <summary>
    /// These settings, and what they leave out from <paramref name="other"/>. A token or password is taken only where both mean
    /// the same server, so that none is sent to a server that it was not meant for; the same holds for what belongs to one.
    /// </summary>
    public InfluxDbSettings Over(InfluxDbSettings other)
    {
        if (Url is not null && other.Url is not null && !SameServer(Url, other.Url))
        {
            return this;
        }

        var target = HasTarget ? this : other;
        var user = Username is not null || Token is not null ? this : other;
        var password = ReferenceEquals(user, this) && Username is not null && Username == other.Username ? other.Password : user.Password;
        return this with
        {
            Url = Url ?? other.Url,
            Token = user.Token,
            Username = user.Username,
            Password = Password ?? password,
            Org = Org ?? other.Org,
            Bucket = target.Bucket,
            Database = target.Database,
            CaFile = CaFile ?? other.CaFile,
            CertificateFile = CertificateFile ?? other.CertificateFile,
            KeyFile = KeyFile ?? other.KeyFile,
            Timeout = Timeout ?? other.Timeout,
            SkipCertificateCheck = SkipCertificateCheck ?? other.SkipCertificateCheck,
        };
    }

    /// <summary>Checks the settings as far as that goes without asking the server.</summary>
    /// <exception cref="LoadException">
    /// <c>InfluxDbUrlMissing</c>, <c>InfluxDbUrlInvalid</c>, <c>InfluxDbBucketMissing</c>, <c>InfluxDbBucketAmbiguous</c>,
    /// <c>InfluxDbTimeoutInvalid</c>.
    /// </exception>
    public InfluxDbConnection ToConnection()
    {
        if (Bucket is not null && Database is not null && Bucket != Database)
        {
            throw LoadException.InvalidInput(
                "InfluxDbBucketAmbiguous", $"Both a bucket ('{Bucket}') and a database ('{Database}') are given.",
                "Give -InfluxBucket for InfluxDB 2.x, or -InfluxDatabase for 1.x and 3.x.", Bucket);
        }

        if (!HasTarget)
        {
            throw LoadException.InvalidInput("InfluxDbBucketMissing", "No InfluxDB bucket is given.",
                "Give -InfluxBucket (or -InfluxDatabase for 1.x and 3.x), or set INFLUX_BUCKET.", null);
        }

        if (Timeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > TimeSpan.FromHours(1)))
        {
            throw LoadException.InvalidInput(
                "InfluxDbTimeoutInvalid", $"A timeout of {timeout} makes no sense.", "Write it as up to 1h, such as 10s.", timeout);
        }

        return new InfluxDbConnection(this)
        {
            Url = ParseUrl(Url),
            Timeout = Timeout ?? TimeSpan.FromSeconds(10),
            SkipCertificateCheck = SkipCertificateCheck ?? false,
        };
    }

    /// <summary>The record's kind and URL: some of its other members are secret.</summary>
    public override string ToString() => $"{nameof(InfluxDbSettings)} {Url}";

    private static bool SameServer(string left, string right) =>
        Uri.TryCreate(left, UriKind.Absolute, out var a) && Uri.TryCreate(right, UriKind.Absolute, out var b)
        && Uri.Compare(a, b, UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.Unescaped,
            StringComparison.OrdinalIgnoreCase) == 0;

    private static Uri ParseUrl(string? text)
    {
        const string Action = "Write -InfluxUrl as http://host:8086 or https://host:8086, or set INFLUX_URL.";
        if (string.IsNullOrEmpty(text))
        {
            throw LoadException.InvalidInput("InfluxDbUrlMissing", "No InfluxDB server is given.", Action, null);
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Query.Length > 0
            || url.Fragment.Length > 0)
        {
            throw LoadException.InvalidInput("InfluxDbUrlInvalid", "The InfluxDB URL is not that of a server.", Action, null);
        }

        return url.UserInfo.Length == 0
            ? url
            : throw LoadException.InvalidInput("InfluxDbUrlInvalid", "The InfluxDB URL holds a user name or password.",
                "Give them as -InfluxCredential: a URL ends up in logs.", null);
    }
}
