namespace IoTLoad.Peers;

/// <summary>A temporary folder that only its owner can read; gone when disposed.</summary>
public sealed class PrivateFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iotload-test-");

    /// <summary>The folder's path.</summary>
    public string FullPath => _folder.FullName;

    /// <summary>The path of a file in the folder.</summary>
    public string this[string name] => Path.Combine(FullPath, name);

    /// <summary>Writes a file that only its owner can read, and returns its path.</summary>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        var path = this[name];
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(content);
        return path;
    }

    /// <summary>Writes a text file that only its owner can read, and returns its path.</summary>
    public string Write(string name, string content) => Write(name, System.Text.Encoding.UTF8.GetBytes(content));

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
