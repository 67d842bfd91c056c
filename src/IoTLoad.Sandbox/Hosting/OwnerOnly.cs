namespace IoTLoad.Sandbox.Hosting;

/// <summary>
/// Files and folders that only their owner can open, from the moment they exist: the mode is given when they are created. On
/// Windows they inherit the rights of the user's profile.
/// </summary>
internal static class OwnerOnly
{
    private const UnixFileMode FileRights = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates a folder; one that exists stays as it is.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        // The runtime gives the mode to the last folder only.
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } above && !Directory.Exists(above))
        {
            CreateFolder(above);
        }

        Directory.CreateDirectory(path, FileRights | UnixFileMode.UserExecute);
    }

    /// <param name="further">Rights besides reading and writing.</param>
    public static FileStream Create(string path, UnixFileMode further = UnixFileMode.None)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = FileRights | further;
        }

        return new FileStream(path, options);
    }
}
