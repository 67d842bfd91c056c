namespace IoTLoad.Engine;

/// <summary>
/// Files and folders that only their owner may open, from the moment they exist: the mode is given when they are created, not
/// set afterwards. On Windows they inherit the rights of the user's profile.
/// </summary>
public static class PrivateFiles
{
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int ReplaceAttempts = 5;
    private const int FirstWaitMilliseconds = 30;
    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;

    /// <summary>Makes a folder, and those above it; one that exists stays as it is.</summary>
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

        Directory.CreateDirectory(path, FolderMode);
    }

    /// <summary>Opens a new file for appending; others may read it meanwhile.</summary>
    public static FileStream CreateLog(string path) => Create(path, System.IO.FileMode.CreateNew);

    /// <summary>
    /// Writes a file so that readers see the old content or the new, never a part, even if the machine stops meanwhile: a
    /// temporary file is flushed to disk, and then takes the name. Waits for up to a second where the disk is full for a moment, or
    /// where a reader has the file open (Windows).
    /// </summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                ReplaceOnce(path, content);
                return;
            }
            catch (Exception exception) when (attempt < ReplaceAttempts && CanPass(exception))
            {
                Thread.Sleep(FirstWaitMilliseconds << attempt);
            }
        }
    }

    private static bool CanPass(Exception exception) => exception is UnauthorizedAccessException
        ? OperatingSystem.IsWindows()
        : exception is IOException and not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException);

    private static void ReplaceOnce(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".new";
        using (var file = Create(temporary, System.IO.FileMode.Create))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Opens a file for appending, made where there is none; others may read it meanwhile.</summary>
    public static FileStream AppendLog(string path) => Create(path, System.IO.FileMode.Append);

    /// <summary>Opens a file that another process may be appending to or replacing.</summary>
    public static FileStream OpenShared(string path) =>
        new(path, System.IO.FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Reads the whole of a file that another process may be replacing.</summary>
    public static byte[] ReadShared(string path)
    {
        using var file = OpenShared(path);
        var content = new MemoryStream();
        file.CopyTo(content);
        return content.ToArray();
    }

    /// <summary>Opens a file that nobody else can open so until it is closed, and makes it if there is none.</summary>
    /// <exception cref="IOException">Somebody else has it open: <see cref="IsSharingViolation"/>.</exception>
    public static FileStream OpenLock(string path) => Create(path, System.IO.FileMode.OpenOrCreate, FileShare.None);

    /// <summary>Opens an empty file that nobody else can open; it is gone once it is closed, or its process has ended.</summary>
    public static FileStream OpenNameless(string folder)
    {
        var path = Path.Combine(folder, Path.GetRandomFileName());
        var options = Options(System.IO.FileMode.CreateNew, FileShare.None);
        options.Access = FileAccess.ReadWrite;
        options.Options = FileOptions.DeleteOnClose;
        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
        {
            // A file that is open needs no name here, and a process that is killed closes nothing.
            File.Delete(path);
        }

        return file;
    }

    /// <summary>Whether a file could not be opened because somebody else has it open.</summary>
    public static bool IsSharingViolation(IOException exception)
    {
        // ERROR_SHARING_VIOLATION; elsewhere flock(2) answers EWOULDBLOCK, which is 11 on Linux and 35 on macOS.
        const int Windows = unchecked((int)0x80070020);
        return exception.HResult == Windows || (!OperatingSystem.IsWindows() && exception.HResult is 11 or 35);
    }

    private static FileStream Create(string path, FileMode mode, FileShare share = FileShare.Read | FileShare.Delete) =>
        new(path, Options(mode, share));

    private static FileStreamOptions Options(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.Write,
            Share = share,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = FileMode;
        }

        return options;
    }
}
