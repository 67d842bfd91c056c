using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;

namespace IoTLoad.Storage.Runs;

/// <summary>Names and reads the files of one run.</summary>
internal sealed class RunFolder(string path)
{
    // Another machine's process cannot be looked at; its log, which grows each second, can.
    private static readonly TimeSpan SilenceOfTheDead = TimeSpan.FromSeconds(30);

    public string Path { get; } = path;

    public string Id => System.IO.Path.GetFileName(Path);

    public string PlanFile => File("plan.json");

    public string StateFile => File("state.json");

    public string SlicesFile => File("metrics.jsonl");

    public string HistogramsFile => File("latency.hlog");

    public string ResultFile => File("result.json");

    public string StopFile => File("stop");

    public string LockFile => File("lock");

    /// <summary>Reads what a list of runs shows.</summary>
    /// <exception cref="LoadException"><c>RunDamaged</c>.</exception>
    public StoredRun Read()
    {
        var plan = ReadPlan();
        var state = ReadState();
        var run = new StoredRun
        {
            Id = Id,
            Name = plan.Name,
            State = state.State,
            Started = state.Started,
            Ended = state.Ended,
            Endpoint = state.Endpoint,
            Devices = plan.DeviceCount,
            OfferedRate = state.OfferedRate ?? plan.PeakRate,
            PublishedRate = state.PublishedRate,
            Passed = state.Passed,
            Folder = Path,
            ProcessId = state.Process.Id,
            Plan = plan,
        };
        if (state.State != RunState.Running || IsAlive(state))
        {
            return run;
        }

        if (System.IO.File.Exists(ResultFile))
        {
            // The process ended after it had written the result and before it had said so.
            var result = ReadResult();
            return run with
            {
                State = StateOf(result.Outcome),
                Ended = result.Ended,
                OfferedRate = result.OfferedRate,
                PublishedRate = result.PublishedRate,
                Passed = result.Passed,
            };
        }

        return run with { State = RunState.Interrupted, Ended = LastWritten() ?? state.Started };
    }

    /// <exception cref="LoadException"><c>RunDamaged</c>.</exception>
    public LoadPlan ReadPlan() => ReadJson(PlanFile, EngineJson.Default.LoadPlan);

    /// <exception cref="LoadException"><c>RunDamaged</c>.</exception>
    public StoredState ReadState()
    {
        var state = ReadJson(StateFile, MetricsJson.Default.StoredState);
        return state.Version <= StoredState.CurrentVersion
            ? state
            : throw StoreErrors.Damaged(Id, StateFile, null, $"its version {state.Version} is newer than this version of IoTLoad");
    }

    /// <exception cref="LoadException"><c>RunDamaged</c>.</exception>
    public LoadResult ReadResult() => ReadJson(ResultFile, EngineJson.Default.LoadResult) with { Folder = Path };

    public static RunState StateOf(RunOutcome outcome) => outcome switch
    {
        RunOutcome.Completed => RunState.Completed,
        RunOutcome.Stopped => RunState.Stopped,
        RunOutcome.Failed => RunState.Failed,
        _ => RunState.Interrupted,
    };

    private bool IsAlive(StoredState state) =>
        state.Process.IsAlive() ?? (DateTimeOffset.UtcNow - (LastWritten() ?? state.Started) < SilenceOfTheDead);

    private DateTimeOffset? LastWritten() =>
        System.IO.File.Exists(SlicesFile) ? System.IO.File.GetLastWriteTimeUtc(SlicesFile) : null;

    private string File(string name) => System.IO.Path.Combine(Path, name);

    private T ReadJson<T>(string file, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(PrivateFiles.ReadShared(file), type)
                ?? throw StoreErrors.Damaged(Id, file, 1, "it holds nothing");
        }
        catch (JsonException exception)
        {
            throw StoreErrors.Damaged(Id, file, exception.LineNumber + 1, "it is not the JSON that was written", exception);
        }
        catch (FileNotFoundException exception)
        {
            throw StoreErrors.Damaged(Id, file, null, "it is missing", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.Damaged(Id, file, null, $"it cannot be read ({exception.Message})", exception);
        }
    }
}
