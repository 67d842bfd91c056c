
namespace IoTLoad.Sandbox.Tests;

public sealed class FaultTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void A_share_of_nothing_never_happens_and_one_of_all_always(double share, bool happens) =>
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Equal(happens, FaultSwitch.Draw(share)));
}
