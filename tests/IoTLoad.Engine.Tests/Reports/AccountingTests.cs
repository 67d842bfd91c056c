using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;

namespace IoTLoad.Engine.Tests.Reports;

public sealed class AccountingTests
{
    private static Counters Whole { get; } = new()
    {
        Intended = 110,
        Published = 100,
        Missed = 10,
        Acked = 90,
        Failed = 4,
        Unacked = 6,
        Expected = 90,
        Received = 88,
        Surplus = 3,
        Lost = 5,
        ConnectAttempts = 12,
        Connected = 10,
        ConnectFailed = 2,
    };

    [Fact]
    public void Counters_that_add_up_break_nothing() => Assert.Empty(Accounting.Check(Whole, acknowledged: true, tracked: true));

    public static TheoryData<string, Counters, bool, bool> Broken { get; } = new()
    {
        { "Intended = Published + Missed does not hold: 111 is not 110.", Whole with { Intended = 111 }, true, true },
        { "Published = Acked + Failed + Unacked", Whole with { Acked = 91 }, true, true },
        { "Expected = Received − Surplus + Lost", Whole with { Lost = 4 }, false, true },
        { "ConnectAttempts = Connected + ConnectFailed", Whole with { Connected = 9 }, true, false },
    };

    [Theory]
    [MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public void A_broken_sum_is_named_with_its_numbers(string sum, Counters counters, bool acknowledged, bool tracked) =>
        Assert.StartsWith(sum, Assert.Single(Accounting.Check(counters, acknowledged, tracked)), StringComparison.Ordinal);

    [Fact]
    public void Sums_of_what_was_not_measured_are_not_asked_for() =>
        Assert.Empty(Accounting.Check(Whole with { Acked = 0, Lost = 99 }, acknowledged: false, tracked: false));
}
