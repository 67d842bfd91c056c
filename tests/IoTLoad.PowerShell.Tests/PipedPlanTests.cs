using System.Text.Json;

namespace IoTLoad.PowerShell.Tests;

/// <summary>Plans and results as the input of another test.</summary>
public sealed class PipedPlanTests
{
    [Theory]
    [InlineData("$result | Start-IoTLoadTest -Name again")]
    [InlineData("$result.Plan | Start-IoTLoadTest -Name again")]
    [InlineData("Get-IoTLoadTest $result.Id | Start-IoTLoadTest -Name again")]
    [InlineData("Start-IoTLoadTest -Plan $result.Plan -Name again")]
    public void A_plan_runs_again_wherever_it_comes_from(string script)
    {
        using var session = new ModuleSession();

        var again = session.One("$result = Start-IoTLoadTest -Clients 3 -Rate 30 -Duration 1s -Name first; " + script);

        Assert.Equal(("again", 3L, 30L), (again.Text("Name"), again.Count("Devices"), again.Count("Acked")));
    }

    [Fact]
    public void Parameters_beside_a_piped_plan_replace_its_parts()
    {
        using var session = new ModuleSession();

        var again = session.One("$result = Start-IoTLoadTest -Clients 1 -Rate 10 -Duration 1s; $result | Start-IoTLoadTest -Rate 5");

        Assert.Equal((1L, 5L), (again.Count("Devices"), again.Count("Intended")));
    }

    [Fact]
    public void A_job_keeps_no_secret_of_the_line_that_started_it()
    {
        using var session = new ModuleSession();

        var job = session.One("$job = Start-IoTLoadTest -Clients 1 -Rate 10 -Duration 1s -SecretKey hidden1 -AccessKey "
            + "AKIDEXAMPLE -AsJob; $null = $job | Wait-Job; $job");

        Assert.DoesNotContain("hidden1", JsonSerializer.Serialize(job.Text("Command")), StringComparison.Ordinal);
    }
}
