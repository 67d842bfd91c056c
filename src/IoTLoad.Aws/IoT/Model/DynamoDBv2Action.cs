using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Writes the properties of a JSON message to the columns of a DynamoDB table.</summary>
public class DynamoDBv2Action
{
    internal static readonly Structure<DynamoDBv2Action> Shape = new()
    {
        { "roleArn", Shapes.Text, r => r.RoleArn, (r, v) => r.RoleArn = v },
        { "putItem", PutItemInput.Shape, r => r.PutItem, (r, v) => r.PutItem = v },
    };

    /// <summary>ARN of the role that allows the action. Required.</summary>
    public string? RoleArn { get; set; }

    /// <summary>The table. Required.</summary>
    public PutItemInput? PutItem { get; set; }
}
