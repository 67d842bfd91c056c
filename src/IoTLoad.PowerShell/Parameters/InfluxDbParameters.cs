using IoTLoad.Engine.Plan;
using IoTLoad.Storage.InfluxDb;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>Makes the settings and the connection that the parameters for InfluxDB describe.</summary>
internal static class InfluxDbParameters
{
    /// <summary>Whether a parameter says something about InfluxDB.</summary>
    public static bool IsOne(string name) => name.StartsWith("Influx", StringComparison.OrdinalIgnoreCase);

    /// <summary>What was given by hand.</summary>
    /// <param name="given">The cmdlet with its parameters.</param>
    /// <param name="pathOf">A path as PowerShell means it.</param>
    /// <exception cref="Engine.LoadException">The timeout cannot be read.</exception>
    public static InfluxDbSettings Settings(IInfluxDbParameters given, Func<string?, string?> pathOf)
    {
        var login = given.InfluxCredential?.GetNetworkCredential();
        return new InfluxDbSettings
        {
            Url = given.InfluxUrl,
            Token = Secret.Reveal(given.InfluxToken),
            Org = given.InfluxOrg,
            Bucket = given.InfluxBucket,
            Database = given.InfluxDatabase,
            Username = login?.UserName,
            Password = login?.Password,
            CaFile = pathOf(given.InfluxCaFile),
            CertificateFile = pathOf(given.InfluxCertificateFile),
            KeyFile = pathOf(given.InfluxKeyFile),
            Timeout = given.InfluxTimeout is null ? null : DurationText.Parse(given.InfluxTimeout, "-InfluxTimeout"),
            SkipCertificateCheck = given.InfluxSkipCertificateCheck ? true : null,
        };
    }

    /// <summary>The connection: what was given by hand, and what it leaves out from the profile, the environment and the default profile.</summary>
    /// <param name="given">The cmdlet with its parameters.</param>
    /// <param name="profile">Name of a profile; null where none was named.</param>
    /// <param name="pathOf">A path as PowerShell means it.</param>
    /// <param name="root">The run store's root, which holds the profiles.</param>
    /// <exception cref="Engine.LoadException">See <see cref="InfluxDbSettings.Resolve"/>.</exception>
    public static InfluxDbConnection Connection(IInfluxDbParameters given, string? profile, Func<string?, string?> pathOf, string root) =>
        InfluxDbSettings.Resolve(Settings(given, pathOf), new InfluxDbProfiles(root), profile);
}
