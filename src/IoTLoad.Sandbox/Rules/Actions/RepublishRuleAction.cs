using System.Text.Json;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Rules.Sql;

namespace IoTLoad.Sandbox.Rules.Actions;

/// <summary>Publishes what was selected to another topic.</summary>
internal sealed class RepublishRuleAction(string topic, int qos, Republish publish) : IRuleAction
{
    private readonly SqlTemplate _topic = new(topic);

    public string Kind => "Republish";
    public string Resource => topic;

    public void Run(SqlInput input, ReadOnlyMemory<byte> payload)
    {
        try
        {
            // Reserved topics, "$$aws/...", are for shadows and jobs, which the sandbox does not have: the broker refuses them.
            publish(_topic.Fill(input), payload, qos);
        }
        catch (JsonException)
        {
            throw Failure(input, "The topic depends on the payload, which is no JSON.");
        }
        catch (RefusedException refusal)
        {
            throw Failure(input, refusal.Message);
        }
    }

    private RuleActionException Failure(SqlInput input, string message) =>
        new($"Failed to republish to topic. {message} Message arrived on: {input.Message.Topic}, Action: republish, topic: {topic}");
}
