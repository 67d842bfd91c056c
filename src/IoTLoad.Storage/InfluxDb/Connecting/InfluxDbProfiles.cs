using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using IoTLoad.Engine;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>
/// Named settings with their token or password, one file each that only its owner may read: <c>influxdb/&lt;name&gt;.json</c>
/// under the run store's root.
/// </summary>
public sealed partial class InfluxDbProfiles
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private readonly string _folder;

    /// <summary>Opens the profiles under a run store's root.</summary>
    public InfluxDbProfiles(string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        Root = Path.GetFullPath(root);
        _folder = Path.Combine(Root, "influxdb");
    }

    /// <summary>The run store's root.</summary>
    public string Root { get; }

    /// <summary>Names of the profiles, sorted.</summary>
    public IReadOnlyList<string> List() => !Directory.Exists(_folder)
        ? []
        : [.. Directory.EnumerateFiles(_folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal)];

    /// <summary>Whether there is such a profile.</summary>
    public bool Exists(string name) => NamePattern().IsMatch(name) && File.Exists(FileOf(name));

    /// <summary>Writes a profile, or replaces it.</summary>
    /// <exception cref="LoadException"><c>InfluxDbProfileNameInvalid</c>, <c>InfluxDbProfileNotWritten</c>.</exception>
    public void Save(string name, InfluxDbSettings settings)
    {
        var file = FileOf(name);
        try
        {
            PrivateFiles.CreateFolder(Root);
            PrivateFiles.CreateFolder(_folder);
            PrivateFiles.Replace(file, JsonSerializer.SerializeToUtf8Bytes(settings, InfluxDbJson.Default.InfluxDbSettings));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LoadException(
                "InfluxDbProfileNotWritten",
                exception is IOException ? LoadErrorKind.ResourceExhausted : LoadErrorKind.AccessDenied,
                $"The InfluxDB profile cannot be stored as '{file}': {exception.Message}",
                "Make room there and see that you may write to it, or set IOTLOAD_HOME to another folder.",
                name,
                exception);
        }
    }

    /// <summary>Reads a profile.</summary>
    /// <exception cref="LoadException">
    /// <c>InfluxDbProfileNameInvalid</c>, <c>InfluxDbProfileNotFound</c>, <c>InfluxDbProfileNotPrivate</c>,
    /// <c>InfluxDbProfileDamaged</c>.
    /// </exception>
    public InfluxDbSettings Read(string name)
    {
        var file = Find(name);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) != 0)
        {
            throw LoadException.SecurityFailed(
                "InfluxDbProfileNotPrivate",
                $"Others may read or write the InfluxDB profile '{file}', which holds a token or password.",
                $"Take their rights away (chmod 600 '{file}'), and replace the token at the server if somebody may have read it.",
                name);
        }

        try
        {
            return JsonSerializer.Deserialize(PrivateFiles.ReadShared(file), InfluxDbJson.Default.InfluxDbSettings)
                ?? throw new JsonException("It holds nothing.");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            // The exception's own text may quote the file, which holds secrets.
            throw new LoadException(
                "InfluxDbProfileDamaged", LoadErrorKind.DataDamaged, $"The InfluxDB profile '{file}' cannot be read.", "Store it anew.",
                name);
        }
    }

    /// <summary>Names of the profiles that are meant: those that match, or the name itself, whether there is one or not.</summary>
    /// <param name="name">A name.</param>
    /// <param name="matches">What a pattern matches; null where <paramref name="name"/> is none.</param>
    public IEnumerable<string> Matching(string name, Func<string, bool>? matches) => matches is null ? [name] : List().Where(matches);

    /// <summary>The profile's file.</summary>
    /// <exception cref="LoadException"><c>InfluxDbProfileNameInvalid</c>, <c>InfluxDbProfileNotFound</c>.</exception>
    public string Find(string name)
    {
        var file = FileOf(name);
        if (File.Exists(file))
        {
            return file;
        }

        var known = List();
        throw LoadException.NotFound(
            "InfluxDbProfileNotFound", $"There is no InfluxDB profile '{name}' in '{_folder}'.",
            known.Count == 0 ? "None has been stored yet: Set-IoTLoadInfluxDBProfile does so." : $"There are: {string.Join(", ", known)}.",
            name);
    }

    /// <summary>Removes a profile.</summary>
    /// <exception cref="LoadException"><c>InfluxDbProfileNameInvalid</c>.</exception>
    public void Remove(string name) => File.Delete(FileOf(name));

    private string FileOf(string name) =>
        NamePattern().IsMatch(name) ? Path.Combine(_folder, name + ".json") : throw LoadException.InvalidInput(
            "InfluxDbProfileNameInvalid", $"'{name}' cannot be the name of a profile.",
            "Use up to 64 letters, digits, '-', '_' and '.', beginning with a letter or digit.", name);

    // A name is a file's name: nothing in it may lead out of the folder.
    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}

/// <summary>The JSON of profiles and of answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InfluxDbSettings))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class InfluxDbJson : JsonSerializerContext;

/// <summary>A stored profile without its secrets, to look at.</summary>
/// <param name="Name">The profile's name.</param>
/// <param name="Url">The server.</param>
/// <param name="Org">Organisation.</param>
/// <param name="Bucket">Bucket.</param>
/// <param name="Database">Database.</param>
/// <param name="Username">User name.</param>
/// <param name="HasToken">Whether it holds a token.</param>
/// <param name="HasPassword">Whether it holds a password.</param>
/// <param name="CaFile">PEM file with certificate authorities.</param>
/// <param name="CertificateFile">Client certificate, PEM.</param>
/// <param name="SkipCertificateCheck">Whether any server certificate is accepted.</param>
public sealed record InfluxDbProfile(
    string Name, string? Url, string? Org, string? Bucket, string? Database, string? Username, bool HasToken, bool HasPassword,
    string? CaFile, string? CertificateFile, bool SkipCertificateCheck)
{
    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>What may be shown of settings.</summary>
    public static InfluxDbProfile Of(string name, InfluxDbSettings settings) => new InfluxDbProfile(
        name, settings.Url, settings.Org, settings.Bucket, settings.Database, settings.Username, settings.Token is not null,
        settings.Password is not null, settings.CaFile, settings.CertificateFile, settings.SkipCertificateCheck ?? false);
}
