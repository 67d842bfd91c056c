namespace IoTLoad.Bench.Measuring;

/// <summary>What a paced run did, as its process hands it to the one that judges it.</summary>
/// <param name="Intended">Messages that were due.</param>
/// <param name="Published">Messages that were sent.</param>
/// <param name="Acked">Messages that were acknowledged.</param>
/// <param name="Connected">Connections made.</param>
/// <param name="LagP50">Schedule lag, median, ms.</param>
/// <param name="LagP99">Schedule lag, 99th percentile, ms.</param>
/// <param name="AckP50">Due to acknowledged, median, ms.</param>
/// <param name="AckP99">Due to acknowledged, 99th percentile, ms.</param>
/// <param name="CpuPercent">CPU of the process while publishing, percent of a core.</param>
/// <param name="CpuPerMessage">The same for each message, µs.</param>
/// <param name="PeakWorkingSet">Most memory that the process ever held, bytes.</param>
/// <param name="AllocatedPerMessage">Bytes allocated for each message between reports.</param>
/// <param name="AllocatedWithReports">Bytes allocated for each message, reports included.</param>
/// <param name="GcPauseMilliseconds">Time in which the garbage collector stopped the process.</param>
internal sealed record PacedFigures(
    long Intended,
    long Published,
    long Acked,
    long Connected,
    double LagP50,
    double LagP99,
    double AckP50,
    double AckP99,
    double CpuPercent,
    double CpuPerMessage,
    long PeakWorkingSet,
    double AllocatedPerMessage,
    double AllocatedWithReports,
    double GcPauseMilliseconds);
