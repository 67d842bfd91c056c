using System.Management.Automation.Host;
using IoTLoad.Engine;
using IoTLoad.PowerShell.Errors;

namespace IoTLoad.PowerShell.Running;

/// <summary>What a person is told who has stopped a test with Ctrl-C.</summary>
internal static class StoppedText
{
    public static void Write(PSHost host, TestRun run)
    {
        try
        {
            foreach (var line in ParameterNames.In(run.Wait()).ToLines())
            {
                host.UI.WriteLine(line);
            }

            host.UI.WriteLine("");
            host.UI.WriteLine($"The test was stopped. Its result as an object: Get-IoTLoadTest -Id {run.Id} -Result");
        }
        catch (LoadException exception)
        {
            host.UI.WriteErrorLine(ParameterNames.Render(exception.Message));
        }
    }
}
