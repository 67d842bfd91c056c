using System.Text.Json;
using IoTLoad.Aws.Fanout;
using IoTLoad.Engine;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Running;

/// <summary>What a run on functions keeps in its folder, so that another session can go on with it.</summary>
internal static class FanoutFile
{
    public static void Write(string folder, FanoutState state) =>
        PrivateFiles.Replace(Path.Combine(folder, FanoutState.FileName),
            JsonSerializer.SerializeToUtf8Bytes(state, FanoutJson.Default.FanoutState));

    /// <summary>Reads it; null for a run that was on this machine alone.</summary>
    /// <exception cref="LoadException">RunDamaged.</exception>
    public static FanoutState? Read(StoredRun run)
    {
        var file = Path.Combine(run.Folder, FanoutState.FileName);
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(PrivateFiles.ReadShared(file), FanoutJson.Default.FanoutState);
        }
        catch (JsonException exception)
        {
            throw new LoadException(
                "RunDamaged", LoadErrorKind.DataDamaged, $"The run {run.Id} is damaged: {file} is not the JSON that was written.",
                "Read what there is with Get-IoTLoadTest -Result.", run.Id, exception);
        }
    }
}
