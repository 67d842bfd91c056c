using System.Management.Automation;
using IoTLoad.PowerShell.Errors;
using IoTLoad.Storage.InfluxDb;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Says whether writing to InfluxDB and reading from it work, and why not.</summary>
[Cmdlet(VerbsDiagnostic.Test, "IoTLoadInfluxDB")]
[OutputType(typeof(InfluxDbCheck))]
public sealed class TestIoTLoadInfluxDBCommand : InfluxDbCommand
{
    private protected override void Process()
    {
        var connection = Connection();
        var check = Await("InfluxDB", () => InfluxDbCheck.RunAsync(connection, Stopped));
        WriteObject(check);
        if (check.WriteError is { } write)
        {
            WriteError(LoadErrorRecord.Of(write));
        }

        // A product that only takes writes does what it can: that is told, and no fault.
        if (check.ReadError is { } read && read.ErrorId != check.WriteError?.ErrorId && check.Server?.Kind != InfluxDbKind.Writer)
        {
            WriteError(LoadErrorRecord.Of(read));
        }
    }
}
