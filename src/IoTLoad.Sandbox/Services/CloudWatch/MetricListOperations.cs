using IoTLoad.Sandbox.Metrics;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.CloudWatch;

internal sealed class MetricListOperations(MetricStore store)
{
    private const int PageSize = 500;

    /// <summary>Adds the operations.</summary>
    public void AddTo(ServiceApi api) => api.Add("ListMetrics", List, _ => "*");

    private static bool Has(MetricKey key, Document filter)
    {
        var (name, value) = (filter.Required("Name"), filter.Text("Value"));
        return key.Dimensions.Any(dimension => dimension.Name == name && (value is null || dimension.Value == value));
    }

    private static string KeyOf(MetricKey key) =>
        string.Join('\u0001', [key.Space, key.Name, .. key.Dimensions.Select(dimension => $"{dimension.Name}={dimension.Value}")]);

    private Document List(Call call)
    {
        var filters = call.Input.Documents("Dimensions");
        var space = call.Input.Text("Namespace");
        var name = call.Input.Text("MetricName");
        var fitting = store.All
            .Select(series => series.Key)
            .Where(key => (space is null || key.Space == space) && (name is null || key.Name == name)
                && filters.All(filter => Has(key, filter)))
            .OrderBy(KeyOf, StringComparer.Ordinal);
        var page = Page.Take(fitting, KeyOf, call.Input.Text("NextToken"), PageSize, PageSize);
        return new Document
        {
            ["Metrics"] = page.Items.Select(key => new Document
            {
                ["Namespace"] = key.Space,
                ["MetricName"] = key.Name,
                ["Dimensions"] = MetricInput.Listed(key),
            }).ToList(),
            ["NextToken"] = page.Next,
        };
    }
}
