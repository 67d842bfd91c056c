using IoTLoad.Sandbox.Identity;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>
/// Writes a function's lines with the rights of its role, as Lambda does: a role that may not write to the log group leaves no
/// logs, and one that may not make it does not bring back a group that was deleted.
/// </summary>
internal sealed class LogAccess(RunnerSetup setup, Principal role, string group, string stream)
{
    private volatile bool _mayWrite;
    private volatile bool _mayMakeGroup;

    /// <summary>Looks at the role's rights anew.</summary>
    public void Refresh()
    {
        var log = setup.Account.Arn("logs", $"log-group:{group}:log-stream:");
        _mayWrite = role.Allows("logs:CreateLogStream", log + stream) && role.Allows("logs:PutLogEvents", log + stream);
        _mayMakeGroup = role.Allows("logs:CreateLogGroup", log);
    }

    /// <summary>Writes a line, if the role may.</summary>
    public void Write(string line)
    {
        if (_mayWrite && (_mayMakeGroup || setup.HasLogGroup(group)))
        {
            setup.Logs.Write(group, stream, setup.Time.GetUtcNow(), line);
        }
    }
}
