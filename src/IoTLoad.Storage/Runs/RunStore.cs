using System.Text.Json;
using System.Text.RegularExpressions;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Results;

namespace IoTLoad.Storage.Runs;

/// <summary>
/// The tests of this user, running and past: one folder each, <c>runs/&lt;id&gt;</c> under the root. Any number of processes may
/// use it at once; each run is written by one.
/// </summary>
public sealed partial class RunStore
{
    private readonly string _runs;
    private readonly TimeProvider _clock;

    /// <summary>Opens the store in a folder, which is made when it is first written to.</summary>
    public RunStore(string root)
        : this(root, TimeProvider.System)
    {
    }

    internal RunStore(string root, TimeProvider clock)
    {
        _clock = clock;
        ArgumentException.ThrowIfNullOrEmpty(root);
        Root = Path.GetFullPath(root);
        _runs = Path.Combine(Root, "runs");
    }

    /// <summary>The store's folder.</summary>
    public string Root { get; }

    /// <summary>
    /// The folder that the environment names: <c>IOTLOAD_HOME</c>, or else the user's data folder:
    /// <c>$XDG_DATA_HOME/iotload</c> or <c>~/.local/share/iotload</c> on Linux, <c>~/Library/Application Support/IoTLoad</c> on
    /// macOS, <c>%LOCALAPPDATA%\IoTLoad</c> on Windows.
    /// </summary>
    public static string DefaultRoot()
    {
        if (Environment.GetEnvironmentVariable("IOTLOAD_HOME") is { Length: > 0 } home)
        {
            return Path.GetFullPath(home);
        }

        var profile = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows())
        {
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "IoTLoad");
        }

        if (OperatingSystem.IsMacOS())
        {
            return Path.Combine(profile, "Library", "Application Support", "IoTLoad");
        }

        // XDG Base Directory Specification: a relative path is to be ignored.
        var data = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        return Path.Combine(Path.IsPathRooted(data) ? data : Path.Combine(profile, ".local", "share"), "iotload");
    }

    /// <summary>Makes the folder of a new run, and returns the sink that writes to it.</summary>
    /// <param name="id">The run's ID: up to 100 letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</param>
    /// <param name="plan">The plan, with its seed drawn.</param>
    /// <param name="origin">When the run starts.</param>
    /// <param name="endpoint">Where the devices connect to, as text; null takes it from the plan.</param>
    /// <exception cref="LoadException"><c>InvalidRunId</c>, <c>RunExists</c>, <c>RunNotWritten</c>.</exception>
    public RunFolderSink Create(string id, LoadPlan plan, DateTimeOffset origin, string? endpoint = null)
    {
        if (!IsId(id))
        {
            throw StoreErrors.InvalidId(id);
        }

        var folder = new RunFolder(Path.Combine(_runs, id));
        if (Directory.Exists(folder.Path))
        {
            throw StoreErrors.Exists(id);
        }

        var state = new StoredState
        {
            State = RunState.Running,
            Process = ProcessIdentity.Current(),
            Started = origin.ToUniversalTime(),
            Endpoint = endpoint ?? EndpointOf(plan),
        };
        try
        {
            PrivateFiles.CreateFolder(Root);
            PrivateFiles.CreateFolder(_runs);

            // Whoever lists the store meanwhile must never see a folder without its plan: it gets its name when it is whole.
            var unfinished = new RunFolder(Path.Combine(_runs, $".{id}.{Guid.NewGuid():N}"));
            PrivateFiles.CreateFolder(unfinished.Path);
            PrivateFiles.Replace(unfinished.PlanFile,
                JsonSerializer.SerializeToUtf8Bytes(WithoutUserInfo(plan), EngineJson.Default.LoadPlan));
            PrivateFiles.Replace(unfinished.StateFile, JsonSerializer.SerializeToUtf8Bytes(state, MetricsJson.Default.StoredState));
            Directory.Move(unfinished.Path, folder.Path);
            return new RunFolderSink(folder, state, Lock(folder, wait: true), _clock);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.NotWritten(folder.Path, exception);
        }
    }

    /// <summary>Goes on with a run whose process has ended, and whose test goes on elsewhere.</summary>
    /// <exception cref="LoadException"><c>RunNotFound</c>, <c>RunDamaged</c>, <c>RunIsRunning</c>, <c>RunNotWritten</c>.</exception>
    public RunFolderSink Reopen(string id)
    {
        // Two sessions may try at once: the one that has the lock looks and writes, and the lock dies with its process.
        var folder = FolderOf(id);
        FileStream? held = null;
        try
        {
            held = Lock(folder, wait: false);
            if (folder.Read().State == RunState.Running)
            {
                throw StoreErrors.IsRunning(id);
            }

            var state = folder.ReadState() with { State = RunState.Running, Process = ProcessIdentity.Current(), Ended = null };
            PrivateFiles.Replace(folder.StateFile, JsonSerializer.SerializeToUtf8Bytes(state, MetricsJson.Default.StoredState));
            var sink = new RunFolderSink(folder, state, held, _clock);
            held = null;
            return sink;
        }
        catch (IOException exception) when (PrivateFiles.IsSharingViolation(exception))
        {
            throw StoreErrors.IsRunning(id);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.NotWritten(folder.Path, exception);
        }
        finally
        {
            held?.Dispose();
        }
    }

    /// <summary>All runs, newest first. One whose folder is damaged is in the list too, with what is wrong with it.</summary>
    public IReadOnlyList<StoredRun> List() => Directory.Exists(_runs)
        ?
        [
            .. Directory.EnumerateDirectories(_runs)
                .Where(path => IsId(Path.GetFileName(path)))
                .Select(ReadOrDamaged)
                .OfType<StoredRun>()
                .OrderByDescending(run => run.Started)
                .ThenByDescending(run => run.Id, StringComparer.Ordinal),
        ]
        : [];

    /// <summary>Opens a run by its whole ID.</summary>
    /// <exception cref="LoadException"><c>RunNotFound</c>, <c>RunDamaged</c>.</exception>
    public StoredRun Open(string id) => FolderOf(id).Read();

    /// <summary>
    /// The result of a run. That of a run which was interrupted is made from what it had written, and so is that of a
    /// run which is still at work, so far; a note says so, and its outcome is <see cref="Engine.Reports.RunOutcome.Interrupted"/>.
    /// </summary>
    /// <exception cref="LoadException"><c>RunNotFound</c>, <c>RunDamaged</c> with file and line.</exception>
    public LoadResult ReadResult(StoredRun run)
    {
        var folder = FolderOf(run.Id);
        return File.Exists(folder.ResultFile) ? folder.ReadResult() : RebuiltResult.Read(folder);
    }

    /// <summary>Asks the process that runs a test to end it in good order. It sees that within a second.</summary>
    /// <exception cref="LoadException"><c>RunNotFound</c>, <c>RunDamaged</c>, <c>RunIsNotRunning</c>.</exception>
    public void RequestStop(string id)
    {
        var folder = FolderOf(id);
        var state = folder.Read().State;
        if (state != RunState.Running)
        {
            throw StoreErrors.IsNotRunning(id, state);
        }

        try
        {
            PrivateFiles.Replace(folder.StopFile, []);
        }
        catch (IOException) when (File.Exists(folder.StopFile))
        {
            // Another session asked at the same moment.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.NotWritten(folder.Path, exception);
        }
    }

    /// <summary>Removes a run and all that was stored of it; one that is damaged, too.</summary>
    /// <exception cref="LoadException"><c>RunNotFound</c>, <c>RunIsRunning</c>, <c>RunNotWritten</c>.</exception>
    public void Remove(string id)
    {
        var folder = FolderOf(id);
        if (ReadOrDamaged(folder.Path)?.State == RunState.Running)
        {
            throw StoreErrors.IsRunning(id);
        }

        StoreErrors.Write(folder.Path, () =>
        {
            // Out of sight at once, so that no list shows a folder that is half gone.
            var hidden = Path.Combine(_runs, $".{folder.Id}.{Guid.NewGuid():N}");
            Directory.Move(folder.Path, hidden);
            Directory.Delete(hidden, recursive: true);
        });
    }

    /// <summary>Where a plan's devices connect to, in words: never with a user name or password that a URI may hold.</summary>
    internal static string EndpointOf(LoadPlan plan) => plan.Endpoints.Count == 0
        ? "embedded broker"
        : string.Join(", ", plan.Endpoints.Select(endpoint => endpoint.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)));

    /// <summary>A plan without the user names and passwords that its URIs may hold.</summary>
    internal static LoadPlan WithoutUserInfo(LoadPlan plan) => plan.Endpoints.All(endpoint => endpoint.UserInfo.Length == 0)
        ? plan
        : plan with { Endpoints = [.. plan.Endpoints.Select(endpoint => new UriBuilder(endpoint) { UserName = "", Password = "" }.Uri)] };

    private static StoredRun? ReadOrDamaged(string path)
    {
        try
        {
            return new RunFolder(path).Read();
        }
        catch (LoadException exception)
        {
            // Removed since the folder was listed: not damaged, just gone.
            return !Directory.Exists(path) ? null : new StoredRun
            {
                Id = Path.GetFileName(path),
                State = RunState.Damaged,
                Started = Directory.GetCreationTimeUtc(path),
                Folder = path,
                Damage = exception.Message,
            };
        }
    }

    private static FileStream Lock(RunFolder folder, bool wait)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return PrivateFiles.OpenLock(folder.LockFile);
            }
            catch (IOException exception) when (wait && attempt < 50 && PrivateFiles.IsSharingViolation(exception))
            {
                // Another session looks whether a new run can be taken over, and is about to see that it cannot.
                Thread.Sleep(10);
            }
        }
    }

    private RunFolder FolderOf(string id)
    {
        var path = IsId(id) ? Path.Combine(_runs, id) : null;
        return path is not null && Directory.Exists(path) ? new RunFolder(path) : throw StoreErrors.NotFound(id, Root);
    }

    // An ID is a folder's name: nothing in it may lead out of the store.
    private static bool IsId(string id) => IdPattern().IsMatch(id);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
