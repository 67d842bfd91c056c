namespace IoTLoad.PowerShell.Tests;

/// <summary>Tests on functions that take the better part of a minute each; see <see cref="ServerlessLongRuns"/>.</summary>
public sealed class ServerlessLongTests(ServerlessLongRuns runs) : IClassFixture<ServerlessLongRuns>
{
    [Fact]
    public Task A_test_that_is_longer_than_a_function_may_run_goes_on_with_the_next_wave() => runs.Waves;

    [Fact]
    public Task A_function_that_is_killed_is_started_again_for_what_is_left_where_that_is_asked_for() => runs.Restarted;

    [Fact]
    public Task A_function_that_is_killed_in_mid_run_is_named_and_its_part_is_counted_as_missed() => runs.Killed;

    [Fact]
    public Task A_control_broker_that_goes_away_for_ten_seconds_takes_nothing_from_the_result() => runs.CutOff;
}
