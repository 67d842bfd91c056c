using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>Plans from parameters.</summary>
public sealed class NewPlanTests : IDisposable
{
    private readonly ModuleSession _module = new();

    public void Dispose() => _module.Dispose();

    [Fact]
    public void A_plan_is_what_the_same_parameters_would_run_and_goes_into_the_other_cmdlets()
    {
        using var folder = new PrivateFolder();

        var output = _module.Run(
            """
            $plan = New-IoTLoadPlan -Clients 5 -Rate 20 -Duration 1s -QoS 0 -Seed 3 -Name small -Threshold 'missed == 0'
            $plan | Export-IoTLoadPlan $file
            $result = $plan | Start-IoTLoadTest
            $plain = Start-IoTLoadTest -Clients 5 -Rate 20 -Duration 1s -QoS 0 -Seed 3 -Name small -Threshold 'missed == 0'
            [IO.File]::ReadAllText($file)
            "$plan"; "$($plain.Plan)"
            $result.Published; $result.Name; ($plan | Start-IoTLoadTest -Rate 40).Published
            ($plan | Test-IoTLoadPlan).Valid
            ($plan | Measure-IoTLoadCost -Region us-east-1).Count
            (Get-IoTLoadTest $result.Id).Passed
            """, ("file", folder["small.yaml"]));

        Assert.Empty(_module.Errors.Select(error => error.ToString()));
        var file = $"{output.First(each => $"{each}".Contains("stages", StringComparison.Ordinal))}";
        Assert.Contains("name: small", file, StringComparison.Ordinal);
        var rest = output.Where(each => each.BaseObject is not FileInfo && $"{each}" != file).Select(each => $"{each}").ToList();
        Assert.Equal(rest[0], rest[1]);
        Assert.Equal(["20", "small", "40", "True"], rest[2..6]);
        Assert.Equal("True", rest[^1]);
    }

    [Theory]
    [InlineData("-QoS 7", "-QoS")]
    [InlineData("-Rate -1", "")]
    [InlineData("-Subscribers 3", "NoEffect")]
    [InlineData("-Stage '10s:5' -Rate 3", "StageAmbiguous")]
    public void What_cannot_run_is_no_plan(string arguments, string says)
    {
        Assert.Empty(_module.Run($"New-IoTLoadPlan {arguments}"));

        Assert.Contains(says, $"{_module.Error.FullyQualifiedErrorId} {_module.Error}", StringComparison.Ordinal);
        Assert.NotEmpty(_module.Error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void It_has_the_parameters_of_a_plan_and_no_others()
    {
        var names = _module.Run(
            "(Get-Command Start-IoTLoadTest).Parameters.Keys.Where({ $_ -notin (Get-Command New-IoTLoadPlan).Parameters.Keys })")
            .Select(name => $"{name}").ToList();

        Assert.Contains("AsJob", names);
        Assert.Contains("InfluxUrl", names);
        Assert.DoesNotContain("Rate", names);
        Assert.DoesNotContain("UserProperty", names);
    }
}
