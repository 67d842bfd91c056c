using System.Text;
using System.Text.RegularExpressions;
using IoTLoad.Engine;

namespace IoTLoad.Storage.Runs;

/// <summary>A name for tests that others are compared with.</summary>
/// <param name="Name">The name.</param>
/// <param name="Id">The tests' IDs.</param>
public sealed record Baseline(string Name, IReadOnlyList<string> Id);

/// <summary>Names of baselines: a file <c>baselines/&lt;name&gt;</c> in the run store, with an ID a line.</summary>
public sealed partial class BaselineStore(RunStore runs)
{
    private string Folder => Path.Combine(runs.Root, "baselines");

    /// <summary>Names tests; a name that exists is replaced.</summary>
    /// <exception cref="LoadException">InvalidBaselineName, RunNotFound, RunNotWritten.</exception>
    public Baseline Set(string name, IReadOnlyList<string> ids)
    {
        var path = PathOf(name);
        foreach (var id in ids)
        {
            runs.Open(id);
        }

        StoreErrors.Write(path, () =>
        {
            PrivateFiles.CreateFolder(Folder);
            PrivateFiles.Replace(path, Encoding.UTF8.GetBytes(string.Join('\n', ids) + "\n"));
        });
        return new Baseline(name, ids);
    }

    /// <summary>Removes a name; its tests stay.</summary>
    /// <exception cref="LoadException">InvalidBaselineName, RunNotWritten.</exception>
    public void Remove(string name)
    {
        var path = PathOf(name);
        StoreErrors.Write(path, () => File.Delete(path));
    }

    /// <summary>All baselines, by name.</summary>
    public IReadOnlyList<Baseline> List() => Directory.Exists(Folder)
        ? [.. Directory.EnumerateFiles(Folder).Where(path => Name().IsMatch(Path.GetFileName(path))).Order(StringComparer.Ordinal)
            .Select(path => new Baseline(Path.GetFileName(path), Ids(path)))]
        : [];

    /// <summary>The tests of a baseline, or the test of that ID.</summary>
    /// <exception cref="LoadException">BaselineNotFound, RunNotFound, RunDamaged.</exception>
    public IReadOnlyList<StoredRun> Open(string nameOrId)
    {
        if (Name().IsMatch(nameOrId) && File.Exists(PathOf(nameOrId)))
        {
            return [.. Ids(PathOf(nameOrId)).Select(runs.Open)];
        }

        try
        {
            return [runs.Open(nameOrId)];
        }
        catch (LoadException exception) when (exception.Kind == LoadErrorKind.NotFound)
        {
            var known = List().Select(baseline => baseline.Name).ToList();
            throw LoadException.NotFound(
                "BaselineNotFound", $"There is no baseline and no test '{nameOrId}'.",
                known.Count == 0 ? "Name one with Set-IoTLoadBaseline, or give the ID of a test of Get-IoTLoadTest."
                    : $"Did you mean '{NearestWord.Of(nameOrId, known)}'? Get-IoTLoadBaseline lists them.", nameOrId, exception);
        }
    }

    private static string[] Ids(string path) => File.ReadAllLines(path);

    private string PathOf(string name) => Name().IsMatch(name) ? Path.Combine(Folder, name) : throw LoadException.InvalidInput(
        "InvalidBaselineName", $"'{name}' cannot be the name of a baseline.",
        "Write it in letters, digits, dots, - and _, up to 100.", name);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
