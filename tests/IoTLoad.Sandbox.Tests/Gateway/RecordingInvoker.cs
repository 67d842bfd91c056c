using System.Text;
using System.Threading.Channels;
using IoTLoad.Sandbox.Lambda;

namespace IoTLoad.Sandbox.Tests.Gateway;

/// <summary>Stands where functions are invoked, and keeps what arrives.</summary>
internal sealed class RecordingInvoker : IFunctionInvoker
{
    private readonly Channel<(string FunctionArn, string Payload, string SourceArn)> _invocations =
        Channel.CreateUnbounded<(string, string, string)>();

    /// <summary>What is thrown instead; null for nothing.</summary>
    public RefusedException? Refusal { get; set; }

    public void InvokeAsynchronously(string functionArn, ReadOnlyMemory<byte> payload, string sourceService, string sourceArn)
    {
        if (Refusal is not null)
        {
            throw Refusal;
        }

        Assert.Equal("iot.amazonaws.com", sourceService);
        _invocations.Writer.TryWrite((functionArn, Encoding.UTF8.GetString(payload.Span), sourceArn));
    }

    public async Task<(string FunctionArn, string Payload, string SourceArn)> NextAsync() =>
        await _invocations.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
}
