using System.Text.Json;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Sharding;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Payload;

/// <summary>Finds templates that look like JSON and whose messages are not.</summary>
public static class JsonTemplateCheck
{
    /// <summary>What to warn about; null if the first message is JSON, or the template does not look like it.</summary>
    /// <param name="plan">A plan that has been checked.</param>
    public static string? Doubt(LoadPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Payload.Kind != PayloadKind.Template || !LooksLikeJson(plan.Payload.Template ?? ""))
        {
            return null;
        }

        var columns = plan.Payload.CsvFile is null ? null : PayloadColumns.Read(plan.Payload.CsvFile);
        var seeded = plan.Seed != 0 ? plan : plan with { Seed = 1 };
        var contexts = new MessageContextSource(new ShardPlan { RunId = "20260101-000000-test", Plan = seeded }, 0, columns);
        var payload = MessagePayload.Create(plan.Payload, plan.Protocol, columns);
        var message = new byte[payload.MaxSize(contexts.MaxClientIdLength)];
        var length = payload.Write(message, contexts.For(0, 0, 0), default);
        try
        {
            using var document = JsonDocument.Parse(message.AsMemory(0, length));
            return null;
        }
        catch (JsonException exception)
        {
            var where = exception.LineNumber is { } line ? Text($" (line {line + 1}, byte {exception.BytePositionInLine + 1})") : "";
            return $"{PlanField.PayloadTemplate} {plan.Payload.TemplateFile} looks like JSON, but the first message is not{where}: "
                + exception.Message.Split(" LineNumber:")[0];
        }
    }

    private static bool LooksLikeJson(string template)
    {
        var text = template.Trim();
        return (text.StartsWith('{') && !text.StartsWith("{{", StringComparison.Ordinal) && text.EndsWith('}'))
            || (text.StartsWith('[') && text.EndsWith(']'));
    }
}
