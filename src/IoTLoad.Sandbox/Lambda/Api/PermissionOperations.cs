using IoTLoad.Sandbox.Lambda.Functions;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Lambda.Api;

/// <summary>Resource policies of functions.</summary>
internal sealed class PermissionOperations(FunctionOperations functions, FunctionStore store)
{
    private static readonly string[] Unknown = ["EventSourceToken", "PrincipalOrgID", "FunctionUrlAuthType", "InvokedViaFunctionUrl"];

    public Answer Add(Call call)
    {
        var input = call.Input;
        var function = functions.Find(call);
        var used = Unknown.FirstOrDefault(input.ContainsKey);
        if (used is not null)
        {
            throw LambdaRefusal.NotHere($"know permissions by {used}");
        }

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
        return Answer.Of(new Document { ["Statement"] = FunctionDocuments.Statement(statement) }) with { Status = 201 };
    }

    public Answer Remove(Call call)
    {
        var id = call.Input.Required("StatementId");
        store.Update(functions.Find(call), state =>
        {
            if (state.Permissions.IsEmpty)
            {
                throw LambdaRefusal.NotFound("No policy is associated with the given resource.");
            }

            Check(state, call);
            return state.Permissions.Find(each => each.Sid == id) is { } statement
                ? state with { Permissions = state.Permissions.Remove(statement), PolicyRevisionId = Guid.NewGuid().ToString() }
                : throw LambdaRefusal.NotFound($"Statement {id} is not found in resource policy.");
        });
        return new Answer { Status = 204 };
    }

    public Document Get(Call call)
    {
        var state = functions.Find(call).State;
        return state.Permissions.IsEmpty
            ? throw LambdaRefusal.NotFound("The resource you requested does not exist.")
            : new Document { ["Policy"] = FunctionDocuments.Policy(state.Permissions), ["RevisionId"] = state.PolicyRevisionId };
    }

    private static void Check(FunctionState state, Call call)
    {
        if (call.Input.Text("RevisionId") is { } revision && revision != state.PolicyRevisionId)
        {
            throw LambdaRefusal.Precondition();
        }
    }
}
