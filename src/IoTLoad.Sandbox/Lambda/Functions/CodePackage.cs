using System.IO.Compression;
using System.Security.Cryptography;
using IoTLoad.Sandbox.Hosting;

namespace IoTLoad.Sandbox.Lambda.Functions;

/// <summary>Unpacks deployed zip files into folders that only their owner can read.</summary>
internal static class CodePackage
{
    private const int LinkType = 0xA000;
    private const int FileTypes = 0xF000;
    private const UnixFileMode Executable = UnixFileMode.UserExecute;

    /// <summary>Unpacks a zip file.</summary>
    /// <param name="root">Folder in which the code gets a folder of its own.</param>
    /// <param name="architecture">The architecture that it is said to be for.</param>
    /// <exception cref="RefusedException">It is none, it is too large, or an entry would lie outside of the folder.</exception>
    public static DeployedCode Unpack(ReadOnlyMemory<byte> zip, string root, string architecture, LambdaLimits limits)
    {
        RefusedException.ThrowIf(zip.Length > limits.ZipSize, 413, "RequestEntityTooLargeException",
            $"Request must be smaller than {limits.ZipSize} bytes for the CreateFunction operation");
        var home = Path.Combine(root, Guid.NewGuid().ToString("N"));
        var folder = DeployedCode.TaskFolder(home);
        OwnerOnly.CreateFolder(home);
        OwnerOnly.CreateFolder(folder);
        try
        {
            using (var archive = new ZipArchive(new MemoryStream(zip.ToArray(), writable: false), ZipArchiveMode.Read))
            {
                Unpack(archive, folder, limits.UnpackedSize);
            }

            var code = new DeployedCode(home, zip.Length, Convert.ToBase64String(SHA256.HashData(zip.Span)), architecture);
            using var file = OwnerOnly.Create(code.ZipFile);
            file.Write(zip.Span);
            return code;
        }
        catch (Exception exception) when (exception is InvalidDataException or RefusedException)
        {
            Directory.Delete(home, recursive: true);
            throw exception is RefusedException ? exception
                : LambdaRefusal.Parameter("Could not unzip uploaded file. Please check your file, then try to upload again.");
        }
    }

    private static void Unpack(ZipArchive archive, string folder, long limit)
    {
        LambdaRefusal.ParameterIf(archive.Entries.Count == 0, "Uploaded file must be a non-empty zip");

        // What an entry says of its own length may be a lie, so the bytes are counted as they come.
        var left = limit;
        foreach (var entry in archive.Entries)
        {
            var path = Place(folder, entry);
            if (entry.FullName.EndsWith('/'))
            {
                OwnerOnly.CreateFolder(path);
                continue;
            }

            OwnerOnly.CreateFolder(Path.GetDirectoryName(path)!);
            left -= Extract(entry, path, left);
        }
    }

    private static string Place(string folder, ZipArchiveEntry entry)
    {
        LambdaRefusal.NotHereIf(
            ((entry.ExternalAttributes >> 16) & FileTypes) == LinkType, $"unpack links, such as {entry.FullName}");
        var path = Path.GetFullPath(Path.Combine(folder, entry.FullName));
        return path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw LambdaRefusal.Parameter($"The zip file has an entry that lies outside of it: {entry.FullName}");
    }

    private static long Extract(ZipArchiveEntry entry, string path, long left)
    {
        using var source = entry.Open();
        using var target = OwnerOnly.Create(path, (UnixFileMode)(entry.ExternalAttributes >> 16) & Executable);
        var buffer = new byte[81920];
        long written = 0;
        for (int read; (read = source.Read(buffer)) > 0;)
        {
            written += read;
            LambdaRefusal.ParameterIf(written > left, "Unzipped size must be smaller than 262144000 bytes");
            target.Write(buffer.AsSpan(0, read));
        }

        return written;
    }
}
