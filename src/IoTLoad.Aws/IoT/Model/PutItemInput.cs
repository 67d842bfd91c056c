using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>The table that an item is put into.</summary>
public class PutItemInput
{
    internal static readonly Structure<PutItemInput> Shape = new()
    {
        { "tableName", Shapes.Text, r => r.TableName, (r, v) => r.TableName = v },
    };

    /// <summary>Name of the table. Required.</summary>
    public string? TableName { get; set; }
}
