using IoTLoad.Engine.Devices;

namespace IoTLoad.Engine.Running;

/// <summary>Waits, once the schedule of a shard is over, for what is still out: acknowledgements and receipts.</summary>
internal sealed class DrainPhase(DeviceSetup setup, DeviceLoop[] loops, ReceiptAudit audit, WillWatcher? watcher)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until nothing is out, the plan's drain time is over, a loop has failed, or <paramref name="abort"/>.</summary>
    public async Task RunAsync(CancellationToken abort)
    {
        var deadline = setup.Clock.Elapsed + setup.Plan.DrainTime;
        while (setup.Clock.Elapsed < deadline && loops.All(loop => loop.Fault is null) && !abort.IsCancellationRequested)
        {
            watcher?.Look(setup.Clock.Now, 0, []);
            var began = setup.Clock.Elapsed;
            if (loops.All(loop => loop.Devices.All(device => device.Idle)) && ReceiptsLookComplete() && audit.Take().Lost <= 0)
            {
                return;
            }

            // A look at many devices and streams takes time that the broker needs: a tenth of it at most.
            var took = setup.Clock.Elapsed - began;
            await Task.Delay(took * 10 > LookInterval ? took * 10 : LookInterval, CancellationToken.None);
        }
    }

    /// <summary>A cheap look before the audit, which visits every stream.</summary>
    private bool ReceiptsLookComplete()
    {
        if (!setup.Routes.HasReceivers)
        {
            return true;
        }

        var devices = loops.SelectMany(loop => loop.Devices).OfType<Device>();
        if (setup.Shard.CrossesShards)
        {
            // Who receives from other shards cannot know what is still to come.
            return devices.All(device => device.Receiver is null);
        }

        long owed = 0;
        long received = 0;
        foreach (var device in devices)
        {
            owed += device.Owed * setup.Routes.FanOut;
            received += device.Receiver?.Count ?? 0;
        }

        return received >= owed;
    }
}
