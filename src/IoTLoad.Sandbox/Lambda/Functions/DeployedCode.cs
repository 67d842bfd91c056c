namespace IoTLoad.Sandbox.Lambda.Functions;

/// <summary>A zip file that was unpacked. It is removed when neither a function nor an execution environment needs it any more.</summary>
/// <param name="home">Folder that holds nothing else.</param>
internal sealed class DeployedCode(string home, long size, string sha256, string architecture)
{
    private int _users = 1;

    /// <summary>Folder of its content: what the function sees as <c>LAMBDA_TASK_ROOT</c>.</summary>
    public string Folder { get; } = TaskFolder(home);

    /// <summary>The zip file itself.</summary>
    public string ZipFile { get; } = Path.Combine(home, "code.zip");

    /// <summary>Size of the zip file, bytes.</summary>
    public long Size => size;

    /// <summary>SHA-256 of the zip file, base64.</summary>
    public string Sha256 => sha256;

    /// <summary><c>x86_64</c> or <c>arm64</c>, as its owner said.</summary>
    public string Architecture => architecture;

    /// <summary>Where the content of a zip file goes.</summary>
    public static string TaskFolder(string home) => Path.Combine(home, "task");

    /// <summary>Keeps the code until <see cref="Release"/>.</summary>
    /// <returns>False where it is gone already.</returns>
    public bool TryHold()
    {
        for (var users = Volatile.Read(ref _users); users > 0; users = Volatile.Read(ref _users))
        {
            if (Interlocked.CompareExchange(ref _users, users + 1, users) == users)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Says that one who needed the code no longer does.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            Directory.Delete(home, recursive: true);
        }
    }
}
