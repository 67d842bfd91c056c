using System.Text.Json;
using IoTLoad.Engine;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>
/// A file in the run's folder that is there while a sink has points that are neither at the server nor in the spool. If its process
/// dies, the file tells others where the points were to go, without a token or password.
/// </summary>
internal static class UnfinishedSink
{
    private const string FileName = "influxdb.json";

    /// <exception cref="LoadException"><c>InfluxDbSpoolNotWritten</c>.</exception>
    public static void Begin(string folder, InfluxDbConnection connection)
    {
        var settings = new InfluxDbSettings(connection)
        {
            Url = connection.Url.OriginalString,
            Token = null,
            Password = null,
            Timeout = connection.Timeout,
            SkipCertificateCheck = connection.SkipCertificateCheck ? true : null,
        };
        var json = JsonSerializer.SerializeToUtf8Bytes(settings, InfluxDbJson.Default.InfluxDbSettings);
        InfluxDbSpool.Guard(folder, () => PrivateFiles.Replace(Path.Combine(folder, FileName), json));
    }

    public static void End(string folder)
    {
        // The run may have been removed in the meantime.
        if (Directory.Exists(folder))
        {
            File.Delete(Path.Combine(folder, FileName));
        }
    }

    /// <summary>Where points of the run were to go; null if none was left.</summary>
    public static InfluxDbSettings? Of(string folder)
    {
        try
        {
            var file = Path.Combine(folder, FileName);
            return File.Exists(file)
                ? JsonSerializer.Deserialize(PrivateFiles.ReadShared(file), InfluxDbJson.Default.InfluxDbSettings) : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException)
        {
            // Cut off, or removed by the process that has just finished: then the series itself says what there is to send.
            return null;
        }
    }
}
