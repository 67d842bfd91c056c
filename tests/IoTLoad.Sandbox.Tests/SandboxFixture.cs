namespace IoTLoad.Sandbox.Tests;

/// <summary>One sandbox for the tests of a class that do not get into each other's way.</summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    internal RunningSandbox Sandbox { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Sandbox = await RunningSandbox.StartAsync();

    public ValueTask DisposeAsync() => Sandbox.DisposeAsync();
}
