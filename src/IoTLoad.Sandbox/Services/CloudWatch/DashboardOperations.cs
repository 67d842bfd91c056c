using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.CloudWatch;

/// <summary>Dashboards, which the sandbox keeps and does not draw.</summary>
internal sealed class DashboardOperations(SandboxAccount account, TimeProvider clock)
{
    private static readonly Paging Pages = new("NextToken", null, 1000);

    private readonly ConcurrentDictionary<string, (string Body, DateTimeOffset Modified)> _dashboards = new(StringComparer.Ordinal);

    public void AddTo(ServiceApi api) => api
        .Add("PutDashboard", Put, call => ArnOf(call.Input.Required("DashboardName")))
        .Add("GetDashboard", Get, call => ArnOf(call.Input.Required("DashboardName")))
        .Add("ListDashboards", List, _ => "*")
        .Add("DeleteDashboards", Delete, call => ArnOf(call.Input.Texts("DashboardNames").FirstOrDefault("*")));

    // Dashboards are global: their ARN has no region.
    private string ArnOf(string name) => $"arn:aws:cloudwatch::{account.Id}:dashboard/{name}";

    private Document Put(Call call)
    {
        var name = call.Input.Required("DashboardName");
        var body = call.Input.Required("DashboardBody");
        try
        {
            using var json = JsonDocument.Parse(body);
            RefusedException.ThrowIf(
                json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("widgets", out _),
                () => Invalid("The field widgets is required"));
        }
        catch (JsonException e)
        {
            throw Invalid($"The field DashboardBody must be a valid JSON object: {e.Message}");
        }

        _dashboards[name] = (body, clock.GetUtcNow());
        return new Document { ["DashboardValidationMessages"] = Array.Empty<object>() };

        static RefusedException Invalid(string message) => new(400, "DashboardInvalidInputError", message);
    }

    private Document Get(Call call)
    {
        var name = call.Input.Required("DashboardName");
        return _dashboards.TryGetValue(name, out var dashboard)
            ? new Document { ["DashboardArn"] = ArnOf(name), ["DashboardBody"] = dashboard.Body, ["DashboardName"] = name }
            : throw NotFound(name);
    }

    private Document List(Call call)
    {
        var prefix = call.Input.Text("DashboardNamePrefix") ?? "";
        var fitting = _dashboards.Where(dashboard => dashboard.Key.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(dashboard => dashboard.Key, StringComparer.Ordinal);
        return Pages.Take(call, "DashboardEntries", fitting, dashboard => dashboard.Key, dashboard => new Document
        {
            ["DashboardName"] = dashboard.Key,
            ["DashboardArn"] = ArnOf(dashboard.Key),
            ["LastModified"] = dashboard.Value.Modified,
            ["Size"] = Encoding.UTF8.GetByteCount(dashboard.Value.Body),
        });
    }

    private Document Delete(Call call)
    {
        var names = call.Input.Texts("DashboardNames");

        // Where one of them does not exist, none is deleted (API reference).
        if (names.FirstOrDefault(name => !_dashboards.ContainsKey(name)) is { } missing)
        {
            throw NotFound(missing);
        }

        foreach (var name in names)
        {
            _dashboards.TryRemove(name, out _);
        }

        return [];
    }

    private static RefusedException NotFound(string name) => new(404, "DashboardNotFoundError", $"Dashboard {name} does not exist");
}
