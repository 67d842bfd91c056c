using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Security;
using IoTLoad.Engine;
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

    /// <summary>Tags as texts that are the same in every culture: numbers with a point, times as ISO 8601, lists with commas.</summary>
    /// <exception cref="LoadException"><c>InfluxDbTagInvalid</c>: a value that is no text, or two names that read alike.</exception>
    public static IReadOnlyDictionary<string, string> Tags(Hashtable given)
    {
        var tags = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry tag in given)
        {
            var name = TextOf(tag.Key, "?");
            if (!tags.TryAdd(name, TextOf(tag.Value, name)))
            {
                throw LoadException.InvalidInput(
                    "InfluxDbTagInvalid", $"Two tags have the name '{name}'.", "Give each tag a name of its own.", name);
            }
        }

        return tags;
    }

    private static string TextOf(object? value, string name) => value switch
    {
        System.Management.Automation.PSObject wrapped => TextOf(wrapped.BaseObject, name),
        null => "",
        string text => text,
        DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
        IDictionary => throw LoadException.InvalidInput(
            "InfluxDbTagInvalid", $"The tag '{name}' has a table of names and values as its value.",
            "Give a text, number, time or list, or one tag for each of them.", name),
        IEnumerable list => string.Join(',', list.Cast<object?>().Select(item => TextOf(item, name))),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>
    /// The connection: what was given by hand, and what it leaves out from the profile, the environment and the default profile.
    /// </summary>
    /// <param name="given">The cmdlet with its parameters.</param>
    /// <param name="profile">Name of a profile; null where none was named.</param>
    /// <param name="pathOf">A path as PowerShell means it.</param>
    /// <param name="root">The run store's root, which holds the profiles.</param>
    /// <exception cref="Engine.LoadException">See <see cref="InfluxDbSettings.Resolve"/>.</exception>
    public static InfluxDbConnection Connection(IInfluxDbParameters given, string? profile, Func<string?, string?> pathOf, string root) =>
        InfluxDbSettings.Resolve(Settings(given, pathOf), new InfluxDbProfiles(root), profile);
}

/// <summary>The parameters that describe an InfluxDB server, whichever base a cmdlet has them from.</summary>
internal interface IInfluxDbParameters
{
    string? InfluxUrl { get; }
    SecureString? InfluxToken { get; }
    string? InfluxOrg { get; }
    string? InfluxBucket { get; }
    string? InfluxDatabase { get; }
    PSCredential? InfluxCredential { get; }
    string? InfluxCaFile { get; }
    string? InfluxCertificateFile { get; }
    string? InfluxKeyFile { get; }
    string? InfluxTimeout { get; }
    SwitchParameter InfluxSkipCertificateCheck { get; }
}
