namespace IoTLoad.PowerShell.Tests;

/// <summary>Runs the examples of the help as they stand; see <see cref="HelpExampleRuns"/>.</summary>
[Collection(nameof(InPwsh))]
public sealed class HelpExampleTests(HelpExampleRuns runs) : IClassFixture<HelpExampleRuns>
{
    public static TheoryData<string> Cmdlets => [.. HelpExampleRuns.Cmdlets];

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public async Task Every_example_runs(string cmdlet) => Assert.Equal("", await runs[cmdlet]);
}
