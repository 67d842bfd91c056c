using IoTLoad.Sandbox.Account;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Logs;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.Logs;

internal static class LogsApi
{
    public static ServiceApi Create(SandboxAccount account, LogStore store, TimeProvider clock)
    {
        var api = new ServiceApi { SigningName = "logs", Target = "Logs_20140328", InvalidInputCode = "InvalidParameterException" };
        new LogGroupOperations(account, store).AddTo(api);
        new LogStreamOperations(account, store, clock).AddTo(api);
        new LogEventOperations(account, store).AddTo(api);
        return api;
    }

    public static string ArnOf(SandboxAccount account, string group) => account.Arn("logs", $"log-group:{group}");

    /// <exception cref="RefusedException">There is none.</exception>
    public static LogGroup Find(LogStore store, string name) =>
        store.Find(name) ?? throw new RefusedException(400, "ResourceNotFoundException", "The specified log group does not exist.");

    /// <exception cref="RefusedException">There is none.</exception>
    public static LogStream FindStream(LogGroup group, string name) =>
        group.Find(name) ?? throw new RefusedException(400, "ResourceNotFoundException", "The specified log stream does not exist.");

    /// <summary>The name of the group that a call means, by name or ARN.</summary>
    public static string GroupName(Call call)
    {
        var name = call.Input.Text("logGroupName") ?? call.Input.Required("logGroupIdentifier");
        return name.StartsWith("arn:", StringComparison.Ordinal) ? NameOf(name) : name;
    }

    /// <summary>The name in an ARN of a group, with or without the trailing <c>:*</c>.</summary>
    public static string NameOf(string arn) =>
        arn.Split(':') is { Length: >= 7 } parts ? parts[6] : throw new InvalidInputException($"'{arn}' is no ARN of a log group.");
}
