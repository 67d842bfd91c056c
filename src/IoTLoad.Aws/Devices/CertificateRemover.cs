using Amazon.IoT;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Devices;

/// <summary>Takes certificates apart: detached from the fleet's policy, deactivated, deleted. What has gone already is no fault.</summary>
/// <param name="plane">The control plane.</param>
/// <param name="policy">Name of the fleet's policy.</param>
internal sealed class CertificateRemover(ControlPlane plane, string policy)
{
    /// <summary>What was detached may count as attached for a few seconds more.</summary>
    private static readonly TimeSpan[] Waits = [.. new[] { 0.5, 1, 2, 4, 8 }.Select(TimeSpan.FromSeconds)];

    /// <summary>Deletes a certificate.</summary>
    /// <param name="arn">Its ARN.</param>
    /// <param name="cancellation">Ends the work between two steps.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="LoadException">What IoT Core refused, such as where something else is still attached.</exception>
    public async Task<bool> RemoveAsync(string arn, CancellationToken cancellation)
    {
        var id = arn[(arn.LastIndexOf('/') + 1)..];
        await plane.FindAsync("DetachPolicy", arn,
            iot => iot.DetachPolicyAsync(new() { PolicyName = policy, Target = arn }, cancellation), cancellation);
        var found = await plane.FindAsync(
            "UpdateCertificate", arn,
            iot => iot.UpdateCertificateAsync(new() { CertificateId = id, NewStatus = CertificateStatus.INACTIVE }, cancellation),
            cancellation);
        if (found is null)
        {
            return false;
        }

        await PersistAsync(
            () => plane.FindAsync("DeleteCertificate", arn, iot => iot.DeleteCertificateAsync(new() { CertificateId = id }, cancellation),
                cancellation), cancellation);
        return true;
    }

    /// <summary>Repeats a deletion that is refused because of what has just been detached.</summary>
    public static async Task PersistAsync(Func<Task> deletion, CancellationToken cancellation)
    {
        foreach (var wait in Waits)
        {
            try
            {
                await deletion();
                return;
            }
            catch (LoadException e) when (e.ErrorId is "AwsConflict" or "AwsInvalidRequest")
            {
                await Task.Delay(wait, cancellation);
            }
        }

        await deletion();
    }
}
