namespace IoTLoad.Aws.Devices;

/// <summary>A removal that has been looked up, and can be carried out.</summary>
public sealed class FleetRemoval
{
    private readonly ControlPlane _plane;
    private readonly FleetFolder _folder;
    private readonly FleetSelection _selection;

    internal FleetRemoval(ControlPlane plane, FleetFolder folder, FleetSelection selection)
    {
        _plane = plane;
        _folder = folder;
        _selection = selection;
    }

    /// <summary>Number of things that it removes.</summary>
    public int Things => _selection.Things.Count;

    /// <summary>Number of certificates without a thing that it removes besides: left over from work that was stopped.</summary>
    public int Orphans => _selection.Orphans.Count;

    /// <summary>Whether it removes the fleet's policy.</summary>
    public bool Policy => _selection.Policy;

    /// <summary>Carries it out. The fleet's policy goes with its last device.</summary>
    /// <param name="progress">Told of each thing and certificate.</param>
    /// <param name="cancellation">Stops between two steps; a rerun goes on from there.</param>
    /// <returns>The devices that were removed, and what could not be removed.</returns>
    public Task<FleetOutcome> RunAsync(IProgress<FleetProgress>? progress, CancellationToken cancellation)
    {
        _plane.Progress = progress;
        return new FleetRemover(_plane, _folder, _selection, progress).RunAsync(cancellation);
    }
}
