namespace IoTLoad.Engine.Devices.Connecting;

/// <summary>Reads a file with certificates or keys.</summary>
internal static class TlsFile
{
    /// <summary>The file's text.</summary>
    /// <param name="path">Path.</param>
    /// <param name="name">What it is; the start of the error IDs, such as <c>CaFile</c>.</param>
    /// <exception cref="LoadException">{name}NotFound, {name}Unreadable.</exception>
    public static string ReadText(string path, string name) => Read(path, name, File.ReadAllText);

    /// <summary>The file's bytes.</summary>
    /// <inheritdoc cref="ReadText"/>
    public static byte[] ReadBytes(string path, string name) => Read(path, name, File.ReadAllBytes);

    /// <summary>The error for a file that can be read, and does not hold what it should.</summary>
    public static LoadException Malformed(string path, string name, string why, string action, Exception? inner = null) =>
        new(name + "Malformed", LoadErrorKind.InvalidInput, $"{Label(name)} {path} {why}.", action, path, inner);

    /// <summary>How messages call the parameter.</summary>
    public static string Label(string name) => "-" + name;

    private static T Read<T>(string path, string name, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LoadException(
                name + "NotFound",
                LoadErrorKind.NotFound,
                $"{Label(name)} {path} does not exist.",
                "Check the path; a relative one starts at the current directory.",
                path,
                exception);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new LoadException(
                name + "Unreadable",
                LoadErrorKind.AccessDenied,
                Directory.Exists(path) ? $"{Label(name)} {path} is a directory." : $"{Label(name)} {path} cannot be read.",
                "Give a file that this account may read.",
                path,
                exception);
        }
    }
}
