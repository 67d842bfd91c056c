using System.Diagnostics;
using IoTLoad.Bench.Measuring;

namespace IoTLoad.Bench.Contenders;

/// <summary>The floor: packets that were encoded beforehand, on raw sockets, with a count of what is complete.</summary>
internal sealed class RawSockets : IContender
{
    public string Name => "raw sockets";

    public async Task<Figures> RunAsync(Uri endpoint, Process broker, Load load)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var connections = new RawConnection[load.Connections];
        try
        {
            for (var i = 0; i < connections.Length; i++)
            {
                connections[i] = new RawConnection(i, load);
                await connections[i].ConnectAsync(endpoint, limit.Token);
            }

            using var stop = new CancellationTokenSource();
            var running = Task.WhenAll(connections.Select(connection => Task.Run(() => connection.RunAsync(stop.Token))));
            await Task.WhenAny(running, Task.Delay(load.Settle));
            var begin = UsageSample.Take(connections.Sum(connection => connection.Completed), broker);
            await Task.WhenAny(running, Task.Delay(load.Measured));
            var end = UsageSample.Take(connections.Sum(connection => connection.Completed), broker);
            await stop.CancelAsync();
            await running.WaitAsync(TimeSpan.FromSeconds(30));
            return Figures.Between(begin, end);
        }
        finally
        {
            foreach (var connection in connections)
            {
                connection?.Dispose();
            }
        }
    }
}
