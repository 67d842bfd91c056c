using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Lambda.Api;

/// <summary>AWS Lambda's operations and where they are found.</summary>
internal static class LambdaApi
{
    private const string Function = "/2015-03-31/functions/{FunctionName}";
    private const string EventInvoke = "/2019-09-25/functions/{FunctionName}/event-invoke-config";
    private const string Concurrency = "/functions/{FunctionName}/concurrency";
    private const string Tags = "/2017-03-31/tags/{Resource+}";

    public static ServiceApi Of(FunctionOperations functions, ConcurrencyOperations concurrency, PermissionOperations permissions,
        InvokeOperation invoke)
    {
        return new ServiceApi { SigningName = "lambda", Throttled = (429, "TooManyRequestsException") }
            .Add("CreateFunction", "POST", "/2015-03-31/functions", functions.Create, functions.ArnOf, 201)
            .Add("ListFunctions", "GET", "/2015-03-31/functions", functions.List, _ => "*")
            .Add("GetFunction", "GET", Function, functions.Get, functions.ArnOf)
            .Add("DeleteFunction", "DELETE", Function, functions.Delete, functions.ArnOf, 204)
            .Add("GetFunctionConfiguration", "GET", $"{Function}/configuration", functions.GetConfiguration, functions.ArnOf)
            .Add("UpdateFunctionConfiguration", "PUT", $"{Function}/configuration", functions.UpdateConfiguration, functions.ArnOf)
            .Add("UpdateFunctionCode", "PUT", $"{Function}/code", functions.UpdateCode, functions.ArnOf)
            .Add("POST", $"{Function}/invocations",
                new ServiceOperation("Invoke", invoke.InvokeAsync, functions.ArnOf, "lambda:InvokeFunction"))
            .Add("PutFunctionConcurrency", "PUT", $"/2017-10-31{Concurrency}", concurrency.Put, functions.ArnOf)
            .Add("GetFunctionConcurrency", "GET", $"/2019-09-30{Concurrency}", concurrency.Get, functions.ArnOf)
            .Add("DeleteFunctionConcurrency", "DELETE", $"/2017-10-31{Concurrency}", concurrency.Delete, functions.ArnOf, 204)
            .Add("PutFunctionEventInvokeConfig", "PUT", EventInvoke, concurrency.PutEventInvoke, functions.ArnOf)
            .Add("UpdateFunctionEventInvokeConfig", "POST", EventInvoke, concurrency.UpdateEventInvoke, functions.ArnOf)
            .Add("GetFunctionEventInvokeConfig", "GET", EventInvoke, concurrency.GetEventInvoke, functions.ArnOf)
            .Add("DeleteFunctionEventInvokeConfig", "DELETE", EventInvoke, concurrency.DeleteEventInvoke, functions.ArnOf, 204)
            .Add("ListFunctionEventInvokeConfigs", "GET", $"{EventInvoke}/list", concurrency.ListEventInvoke, functions.ArnOf)
            .Add("GetAccountSettings", "GET", "/2016-08-19/account-settings", concurrency.Account, _ => "*")
            .Add("AddPermission", "POST", $"{Function}/policy", permissions.Add, functions.ArnOf, 201)
            .Add("GetPolicy", "GET", $"{Function}/policy", permissions.Get, functions.ArnOf)
            .Add("RemovePermission", "DELETE", $"{Function}/policy/{{StatementId}}", permissions.Remove, functions.ArnOf, 204)
            .Add("TagResource", "POST", Tags, functions.Tag, Tagged, 204)
            .Add("UntagResource", "DELETE", Tags, functions.Untag, Tagged, 204)
            .Add("ListTags", "GET", Tags, functions.ListTags, Tagged);

        static string Tagged(Call call) => call.Input.Required("Resource");
    }
}
