using System.Diagnostics;
using System.Globalization;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>Memory of a process and its children, bytes.</summary>
/// <param name="Resident">Resident set, which counts pages of files as well.</param>
/// <param name="Private">What cannot be given back: anonymous and shared memory. This is what ends a process on Lambda.</param>
internal readonly record struct ProcessMemory(long Resident, long Private)
{
    /// <summary>Reads it; zero where the process has gone.</summary>
    public static ProcessMemory Of(int id) => OperatingSystem.IsLinux() ? OfTree(id, depth: 0) : OfOne(id);

    private static ProcessMemory OfTree(int id, int depth)
    {
        // A script's children do its work; deeper than this nobody nests.
        const int Deepest = 4;
        var memory = OfStatus(id);
        if (depth < Deepest)
        {
            foreach (var child in Read($"/proc/{id}/task/{id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var more = OfTree(int.Parse(child, CultureInfo.InvariantCulture), depth + 1);
                memory = new ProcessMemory(memory.Resident + more.Resident, memory.Private + more.Private);
            }
        }

        return memory;
    }

    private static ProcessMemory OfStatus(int id)
    {
        long resident = 0, kept = 0;
        foreach (var line in Read($"/proc/{id}/status").Split('\n'))
        {
            switch (line.Split(':')[0])
            {
                case "VmRSS":
                    resident = Bytes(line);
                    break;
                case "RssAnon" or "RssShmem":
                    kept += Bytes(line);
                    break;
            }
        }

        return new ProcessMemory(resident, kept);
    }

    // "RssAnon:	    1234 kB"
    private static long Bytes(string line) =>
        long.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture) * 1024;

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // The process has ended meanwhile, which its owner hears in another way.
            return "";
        }
    }

    private static ProcessMemory OfOne(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return new ProcessMemory(process.WorkingSet64, process.WorkingSet64);
        }
        catch (ArgumentException)
        {
            return default;
        }
    }
}
