namespace IoTLoad.Engine.Plan;

/// <summary>A stretch of the load shape in which the target rate goes linearly from one value to another.</summary>
/// <param name="StartRate">Target rate at the start of the stage, messages a second, all devices together.</param>
/// <param name="EndRate">Target rate at the end of the stage; the same as <paramref name="StartRate"/> to hold it.</param>
/// <param name="Duration">Length of the stage.</param>
public sealed record LoadStage(double StartRate, double EndRate, TimeSpan Duration);
