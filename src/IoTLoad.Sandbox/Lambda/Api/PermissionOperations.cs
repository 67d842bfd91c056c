using IoTLoad.Sandbox.Lambda.Functions;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Lambda.Api;

/// <summary>Resource policies of functions.</summary>
internal sealed class PermissionOperations(FunctionOperations functions, FunctionStore store)
{
    private static readonly string[] Unknown = ["EventSourceToken", "PrincipalOrgID", "FunctionUrlAuthType", "InvokedViaFunctionUrl"];

    public Document Add(Call call)
    {
        var input = call.Input;
        var function = functions.Find(call);
        var used = Unknown.FirstOrDefault(input.ContainsKey);
        LambdaRefusal.NotHereIf(used is not null, $"know permissions by {used}");
        var statement = new PermissionStatement
        {
            Sid = input.Required("StatementId"),
            Action = input.Required("Action"),
            Principal = input.Required("Principal"),
            Resource = function.Arn,
            SourceArn = input.Text("SourceArn"),
            SourceAccount = input.Text("SourceAccount"),
        };
        store.Update(function, state =>
        {
            Check(state, call);
            return state.Permissions.Any(each => each.Sid == statement.Sid)
                ? throw LambdaRefusal.Conflict($"The statement id ({statement.Sid}) provided already exists. Please provide a "
                    + $"new statement id, or remove the existing statement.")
                : state with { Permissions = state.Permissions.Add(statement), PolicyRevisionId = Guid.NewGuid().ToString() };
        });
        return new Document { ["Statement"] = JsonCodec.Text(statement.Describe()) };
    }

    public void Remove(Call call)
    {
        var id = call.Input.Required("StatementId");
        store.Update(functions.Find(call), state =>
        {
            RefusedException.ThrowIf(
                state.Permissions.IsEmpty, () => LambdaRefusal.NotFound("No policy is associated with the given resource."));
            Check(state, call);
            return state.Permissions.Find(each => each.Sid == id) is { } statement
                ? state with { Permissions = state.Permissions.Remove(statement), PolicyRevisionId = Guid.NewGuid().ToString() }
                : throw LambdaRefusal.NotFound($"Statement {id} is not found in resource policy.");
        });
    }

    public Document Get(Call call)
    {
        var state = functions.Find(call).State;
        RefusedException.ThrowIf(
            state.Permissions.IsEmpty, () => LambdaRefusal.NotFound("The resource you requested does not exist."));
        var policy = new Document
        {
            ["Version"] = "2012-10-17",
            ["Id"] = "default",
            ["Statement"] = state.Permissions.Select(statement => statement.Describe()).ToList(),
        };
        return new Document { ["Policy"] = JsonCodec.Text(policy), ["RevisionId"] = state.PolicyRevisionId };
    }

    private static void Check(FunctionState state, Call call) => RefusedException.ThrowIf(
        call.Input.Text("RevisionId") is { } revision && revision != state.PolicyRevisionId, LambdaRefusal.Precondition);
}
