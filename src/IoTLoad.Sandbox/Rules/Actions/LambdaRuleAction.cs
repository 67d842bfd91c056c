using System.Text.Json;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Lambda;
using IoTLoad.Sandbox.Rules.Sql;

namespace IoTLoad.Sandbox.Rules.Actions;

/// <summary>Invokes a function, asynchronously as rules do.</summary>
internal sealed class LambdaRuleAction(string functionArn, string ruleArn, IFunctionInvoker functions) : IRuleAction
{
    private const string Service = "iot.amazonaws.com";

    public string Kind => "Lambda";
    public string Resource => functionArn;

    public void Run(SqlInput input, ReadOnlyMemory<byte> payload)
    {
        try
        {
            // A function takes JSON only.
            using (JsonDocument.Parse(payload))
            {
            }

            functions.InvokeAsynchronously(functionArn, payload, Service, ruleArn);
        }
        catch (RefusedException refusal)
        {
            throw new RuleActionException(
                $"Failed to invoke lambda function. The error received was {refusal.Message} (Service: AWSLambda; Status Code: "
                    + $"{refusal.Status}; Error Code: {refusal.Code}). "
                + $"Message arrived on: {input.Message.Topic}, Action: lambda, Function: {functionArn}");
        }
        catch (JsonException)
        {
            throw new RuleActionException(
                $"Failed to invoke lambda function. The payload is no JSON. Message arrived on: {input.Message.Topic}, Action: "
                    + $"lambda, Function: {functionArn}");
        }
    }
}
