using IoTLoad.Engine.Devices;

namespace IoTLoad.Engine.Tests.Devices;

public sealed class KeepAliveTests
{
    [Theory]
    [InlineData(28, 28, 30, false)]
    [InlineData(0, 28, 29, true)]
    [InlineData(28, 0, 29, true)]
    [InlineData(28, 0, 28, false)]
    public void A_connection_on_which_one_side_is_silent_is_asked_before_the_period_is_over(long sent, long received, long now, bool due)
    {
        var keepAlive = new KeepAlive(30);
        keepAlive.Sent(sent);
        keepAlive.Received(received);

        Assert.Equal(due, keepAlive.IsDue(now, 1));
    }

    [Fact]
    public void A_question_is_asked_once_and_an_answer_that_stays_away_for_the_period_ends_the_connection()
    {
        var keepAlive = new KeepAlive(30);
        keepAlive.Asked(40);

        Assert.False(keepAlive.IsDue(1000, 1));
        Assert.False(keepAlive.IsOver(70));
        Assert.True(keepAlive.IsOver(71));
        keepAlive.Answered();
        Assert.False(keepAlive.IsOver(71));
        Assert.True(keepAlive.IsDue(71, 1));
    }

    [Fact]
    public void Without_a_period_nothing_is_asked() => Assert.False(new KeepAlive(0).IsDue(1000, 1));
}
