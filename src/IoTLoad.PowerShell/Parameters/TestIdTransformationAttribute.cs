using System.Management.Automation;
using IoTLoad.PowerShell.Running;
using IoTLoad.Storage;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>
/// Takes the ID of a test from what stands for it: a job (whose own Id is a number), a metric point, a result, a stored test.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TestIdTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if (inputData is object[] { Length: > 0 } several)
        {
            return several.Select(each => IdOf(each) ?? each).ToArray();
        }

        return IdOf(inputData) is { } id ? new[] { id } : inputData;
    }

    private static string? IdOf(object? value)
    {
        // What is missing is for the parameter's own check.
        if (value is null)
        {
            return null;
        }

        var row = PSObject.AsPSObject(value);
        return row.BaseObject switch
        {
            LoadTestJob job => job.Name,
            StoredRun run => run.Id,
            MetricPoint point => point.TestId,
            LatencyPercentile percentile => percentile.TestId,
            string => null,
            _ when row.Properties["TestId"]?.Value is string id => id,
            _ when row.Properties["Id"]?.Value is string id => id,
            _ => null,
        };
    }
}
