using System.Text.Json.Nodes;

namespace IoTLoad.Reports.Dashboards;

/// <summary>Makes panels of the kinds that a dashboard uses, in the form of Grafana's own schema.</summary>
internal sealed class GrafanaPanels(IPanelQueries queries)
{
    private readonly JsonArray _panels = [];
    private int _y;
    private int _x;
    private int _rowHeight;

    /// <summary>The panels so far.</summary>
    public JsonArray Panels => _panels;

    /// <summary>The data source that the dashboard's variable names.</summary>
    public static JsonObject DataSource() => new() { ["type"] = "influxdb", ["uid"] = "${datasource}" };

    /// <summary>A heading, below which the panels of a subject follow.</summary>
    public void Row(string title)
    {
        NextLine();
        _panels.Add(new JsonObject
        {
            ["type"] = "row",
            ["id"] = _panels.Count + 1,
            ["title"] = title,
            ["collapsed"] = false,
            ["gridPos"] = Place(24, 1),
            ["panels"] = new JsonArray(),
        });
        NextLine();
    }

    /// <summary>Lines over time.</summary>
    /// <param name="title">Title.</param>
    /// <param name="description">What the reader should know.</param>
    /// <param name="unit">Grafana's name of the unit.</param>
    /// <param name="width">Width, of 24.</param>
    /// <param name="series">The series.</param>
    public void Lines(string title, string description, string unit, int width, params IReadOnlyList<PanelSeries> series) =>
        Add("timeseries", title, description, width, series, unit,
            new JsonObject { ["lineWidth"] = 1, ["fillOpacity"] = 5, ["showPoints"] = "never", ["spanNulls"] = false }, new JsonObject
            {
                ["legend"] = Legend(),
                ["tooltip"] = Tooltip(),
            });

    /// <summary>Bars over time, one on the other.</summary>
    public void Stacked(string title, string description, string unit, int width, params IReadOnlyList<PanelSeries> series) =>
        Add("timeseries", title, description, width, series, unit, new JsonObject
        {
            ["drawStyle"] = "bars",
            ["fillOpacity"] = 80,
            ["lineWidth"] = 0,
            ["stacking"] = new JsonObject { ["mode"] = "normal", ["group"] = "A" },
        }, new JsonObject { ["legend"] = Legend(), ["tooltip"] = Tooltip() });

    /// <summary>A heat map of buckets, each with the upper bound in milliseconds for a name.</summary>
    public void HeatMap(string title, string description, int width, PanelSeries series) =>
        Add("heatmap", title, description, width, [series], null,
            new JsonObject { ["hideFrom"] = new JsonObject { ["legend"] = false, ["tooltip"] = false, ["viz"] = false } }, new JsonObject
            {
                ["calculate"] = false,
                ["color"] = new JsonObject
                {
                    ["mode"] = "scheme",
                    ["scheme"] = "Oranges",
                    ["fill"] = "dark-orange",
                    ["scale"] = "exponential",
                    ["exponent"] = 0.5,
                    ["steps"] = 64,
                    ["reverse"] = false
                },
                ["rowsFrame"] = new JsonObject { ["layout"] = "le" },
                ["filterValues"] = new JsonObject { ["le"] = 1e-9 },
                ["showValue"] = "never",
                ["cellGap"] = 1,
                ["yAxis"] = new JsonObject { ["axisPlacement"] = "left", ["unit"] = "ms" },
                ["legend"] = new JsonObject { ["show"] = true },
                ["tooltip"] = new JsonObject { ["mode"] = "single", ["yHistogram"] = true },
                ["exemplars"] = new JsonObject { ["color"] = "rgba(255,0,255,0.7)" },
            });

    /// <summary>A histogram of buckets over the whole time range.</summary>
    public void Histogram(string title, string description, int width, PanelSeries series)
    {
        var panel = Add("barchart", title, description, width, [series], "short",
            new JsonObject { ["fillOpacity"] = 80, ["lineWidth"] = 1 }, new JsonObject
            {
                ["xField"] = series.GroupBy[0],
                ["orientation"] = "auto",
                ["xTickLabelRotation"] = 0,
                ["xTickLabelMaxLength"] = 12,
                ["stacking"] = "none",
                ["showValue"] = "auto",
                ["barWidth"] = 0.97,
                ["groupWidth"] = 0.7,
                ["fullHighlight"] = false,
                ["legend"] = Legend(show: false),
                ["tooltip"] = Tooltip(),
            });

        // Bounds are tags, and tags are text: as text, 100 would stand before 20.
        panel["transformations"] = new JsonArray(
            new JsonObject
            {
                ["id"] = "convertFieldType",
                ["options"] = new JsonObject
                {
                    ["conversions"] = new JsonArray(new JsonObject { ["targetField"] = series.GroupBy[0], ["destinationType"] = "number" }),
                    ["fields"] = new JsonObject(),
                },
            },
            new JsonObject
            {
                ["id"] = "sortBy",
                ["options"] = new JsonObject
                {
                    ["sort"] = new JsonArray(new JsonObject { ["field"] = series.GroupBy[0] }),
                    ["fields"] = new JsonObject()
                },
            },
            new JsonObject
            {
                ["id"] = "convertFieldType",
                ["options"] = new JsonObject
                {
                    ["conversions"] = new JsonArray(new JsonObject { ["targetField"] = series.GroupBy[0], ["destinationType"] = "string" }),
                    ["fields"] = new JsonObject(),
                },
            });
    }

    private static JsonObject Legend(bool show = true) => new()
    {
        ["displayMode"] = "list",
        ["placement"] = "bottom",
        ["showLegend"] = show,
        ["calcs"] = new JsonArray(),
    };

    private static JsonObject Tooltip() => new() { ["mode"] = "multi", ["sort"] = "desc" };

    private JsonObject Add(
        string type, string title, string description, int width, IReadOnlyList<PanelSeries> series, string? unit, JsonObject custom,
        JsonObject options)
    {
        const int Height = 8;
        var defaults = new JsonObject { ["custom"] = custom };
        if (unit is not null)
        {
            defaults["unit"] = unit;
            defaults["min"] = 0;
        }

        if (series.Any(each => each.GroupBy.Count > 0) && queries.DisplayName(series[0]) is { } name)
        {
            defaults["displayName"] = name;
        }

        var panel = new JsonObject
        {
            ["type"] = type,
            ["id"] = _panels.Count + 1,
            ["title"] = title,
            ["description"] = description,
            ["datasource"] = DataSource(),
            ["gridPos"] = Place(width, Height),

            // There is one point a second: Grafana must not ask for shorter intervals.
            ["interval"] = "1s",
            ["targets"] = new JsonArray([.. series.Select(Target)]),
            ["fieldConfig"] = new JsonObject { ["defaults"] = defaults, ["overrides"] = new JsonArray() },
            ["options"] = options,
        };
        _panels.Add(panel);
        return panel;
    }

    private JsonObject Target(PanelSeries series, int index)
    {
        var target = queries.Target(series);
        target["refId"] = ((char)('A' + index)).ToString();
        target["datasource"] = DataSource();
        return target;
    }

    private JsonObject Place(int width, int height)
    {
        if (_x + width > 24)
        {
            NextLine();
        }

        var place = new JsonObject { ["x"] = _x, ["y"] = _y, ["w"] = width, ["h"] = height };
        _x += width;
        _rowHeight = Math.Max(_rowHeight, height);
        return place;
    }

    private void NextLine()
    {
        _y += _rowHeight;
        (_x, _rowHeight) = (0, 0);
    }
}
