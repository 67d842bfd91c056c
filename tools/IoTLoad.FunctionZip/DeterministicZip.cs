using System.Buffers.Binary;
using System.IO.Compression;

namespace IoTLoad.FunctionZip;

/// <summary>
/// Writes a folder as a zip whose bytes depend on nothing but the files' names and contents: in the order of names, with one time for
/// all, and modes of Unix wherever it is made.
/// </summary>
internal static class DeterministicZip
{
    /// <summary>The program that Lambda starts.</summary>
    private const string Program = "bootstrap";

    /// <summary>Regular file, rwxr-xr-x or rw-r--r--, where zip keeps the mode.</summary>
    private const int Executable = 0b1_000_000_111_101_101 << 16;
    private const int Readable = 0b1_000_000_110_100_100 << 16;

    private const uint CentralHeader = 0x02014b50;
    private const int CentralHeaderLength = 46;
    private const int EndLength = 22;
    private const byte Unix = 3;

    /// <summary>The earliest time that a zip can hold.</summary>
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the zip, in place of one that may be there.</summary>
    public static void Write(string folder, string zip)
    {
        using var content = new MemoryStream();
        using (var archive = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(file => (Name: Path.GetRelativePath(folder, file).Replace('\\', '/'), Path: file))
                .OrderBy(file => file.Name, StringComparer.Ordinal);
            foreach (var (name, path) in files)
            {
                var entry = archive.CreateEntry(name, CompressionLevel.SmallestSize);
                entry.LastWriteTime = Time;
                entry.ExternalAttributes = name == Program ? Executable : Readable;
                using var to = entry.Open();
                using var from = File.OpenRead(path);
                from.CopyTo(to);
            }
        }

        var bytes = content.ToArray();
        SayUnix(bytes);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(zip))!);
        File.WriteAllBytes(zip, bytes);
    }

    /// <summary>
    /// .NET writes into each header of the directory the system that it runs on, and only with Unix are the modes looked at (PKWARE's
    /// APPNOTE, 4.4.2).
    /// </summary>
    private static void SayUnix(Span<byte> zip)
    {
        // No comment follows the end record, and none is as large as to need ZIP64.
        var end = zip[^EndLength..];
        var count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        var at = BinaryPrimitives.ReadInt32LittleEndian(end[16..]);
        for (var i = 0; i < count; i++)
        {
            var header = zip[at..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) != CentralHeader)
            {
                throw new InvalidDataException("The zip's directory is not where its end says.");
            }

            header[5] = Unix;
            at += CentralHeaderLength + BinaryPrimitives.ReadUInt16LittleEndian(header[28..])
                + BinaryPrimitives.ReadUInt16LittleEndian(header[30..])
                + BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
        }
    }
}
