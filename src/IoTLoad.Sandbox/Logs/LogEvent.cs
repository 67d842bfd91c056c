namespace IoTLoad.Sandbox.Logs;

/// <summary>A line of a log.</summary>
/// <param name="Time">When it was written.</param>
/// <param name="Ingested">When it arrived.</param>
/// <param name="Stream">Name of the stream.</param>
/// <param name="Number">Place in the stream, by arrival.</param>
/// <param name="Message">Text.</param>
internal sealed record LogEvent(DateTimeOffset Time, DateTimeOffset Ingested, string Stream, int Number, string Message);
