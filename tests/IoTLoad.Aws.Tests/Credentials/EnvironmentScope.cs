namespace IoTLoad.Aws.Tests.Credentials;

/// <summary>An environment without a word about AWS, and a folder for its files; the old one comes back at the end.</summary>
public sealed class EnvironmentScope : IDisposable
{
    private readonly Dictionary<string, string?> _before = new(StringComparer.Ordinal);

    /// <summary>Takes AWS's variables away.</summary>
    public EnvironmentScope()
    {
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
        {
            Set(name, null);
        }

        Set("AWS_EC2_METADATA_DISABLED", "true");
        Set("AWS_SHARED_CREDENTIALS_FILE", Write("credentials", ""));
        Set("AWS_CONFIG_FILE", Write("config", ""));
    }

    /// <summary>The folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("iotload-aws-").FullName;

    /// <summary>Sets a variable.</summary>
    public void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    /// <summary>Writes a file into the folder.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        Directory.Delete(Folder, recursive: true);
    }
}
