using IoTLoad.Engine.Connecting;

namespace IoTLoad.Engine.Tests.Connecting;

public sealed class HandshakeGateTests
{
    private readonly HandshakeGate _gate = new();

    [Fact]
    public void A_slow_broker_does_not_hold_attempts_up()
    {
        for (var i = 0; i < 1000 * Environment.ProcessorCount; i++)
        {
            _gate.Queue();
            _gate.Dequeue();
            _gate.Begin();
        }

        Assert.False(_gate.IsFull);
    }

    [Fact]
    public async Task A_generator_without_a_free_core_holds_attempts_up_until_it_has_one()
    {
        for (var i = 0; i < 4 * Environment.ProcessorCount; i++)
        {
            _gate.Queue();
            _gate.Begin();
        }

        Assert.True(_gate.IsFull);
        var turn = _gate.TurnAsync(CancellationToken.None).AsTask();
        Assert.False(turn.IsCompleted);

        _gate.End();
        await turn;
        Assert.False(_gate.IsFull);
    }

    [Fact]
    public async Task Waiting_for_a_turn_can_be_given_up()
    {
        for (var i = 0; i < 4 * Environment.ProcessorCount; i++)
        {
            _gate.Queue();
            _gate.Begin();
        }

        using var closing = new CancellationTokenSource();
        var turn = _gate.TurnAsync(closing.Token).AsTask();
        await closing.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turn);
    }
}
