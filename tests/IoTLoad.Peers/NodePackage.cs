using System.Diagnostics;

namespace IoTLoad.Peers;

/// <summary>A program for Node.js with the packages that its lock file names.</summary>
public sealed class NodePackage
{
    private static readonly SemaphoreSlim Installing = new(1);

    private readonly string _node;
    private readonly string _folder;

    private NodePackage(string node, string folder)
    {
        _node = node;
        _folder = folder;
    }

    /// <summary>
    /// Installs the packages (<c>npm ci</c>, no scripts of theirs run) unless they are there; skips the running test if Node.js
    /// is missing.
    /// </summary>
    /// <param name="folder">Folder with package.json and package-lock.json.</param>
    public static async Task<NodePackage> InstallAsync(string folder)
    {
        var package = new NodePackage(Peer.Require("node"), folder);
        await Installing.WaitAsync();
        try
        {
            await package.InstallAsync();
            return package;
        }
        finally
        {
            Installing.Release();
        }
    }

    private async Task InstallAsync()
    {
        var installed = Path.Combine(_folder, "node_modules", ".package-lock.json");
        if (!File.Exists(installed)
            || File.GetLastWriteTimeUtc(installed) < File.GetLastWriteTimeUtc(Path.Combine(_folder, "package-lock.json")))
        {
            using var npm = Start(Peer.Require("npm"), ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], _folder);
            var output = await Task.WhenAll(npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
            await npm.WaitForExitAsync();
            if (npm.ExitCode != 0)
            {
                throw new InvalidOperationException($"npm ci ended with {npm.ExitCode}:\n{string.Join('\n', output)}");
            }
        }
    }

    /// <summary>Starts one of the folder's scripts; its output is read by the caller.</summary>
    public Process Run(string script, params IEnumerable<string> arguments) =>
        Start(_node, [Path.Combine(_folder, script), .. arguments], _folder);

    private static Process Start(string program, IReadOnlyList<string> arguments, string folder) =>
        Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        })!;
}
