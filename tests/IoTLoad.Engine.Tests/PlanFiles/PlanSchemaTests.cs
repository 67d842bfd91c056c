using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.PlanFiles;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.PlanFiles;

/// <summary>The JSON schema that editors complete and check plan files by.</summary>
public sealed partial class PlanSchemaTests
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Published => Repository.PathOf("docs", "schemas", "plan.schema.json");

    /// <summary>Set IOTLOAD_UPDATE to write the file anew after a change of the plan's types.</summary>
    [Fact]
    public void The_published_schema_is_that_of_the_plans_types()
    {
        var members = XDocument.Load(Path.ChangeExtension(typeof(LoadPlan).Assembly.Location, ".xml")).Descendants("member")
            .ToLookup(member => member.Attribute("name")!.Value, member => member.Element("summary"));
        var schema = PlanSchema.Create((type, name) => members[$"P:{type.FullName}.{name}"].FirstOrDefault() is { } summary
            ? Plain(summary) : null).ToJsonString(Indented) + "\n";
        if (Environment.GetEnvironmentVariable("IOTLOAD_UPDATE") is { Length: > 0 })
        {
            File.WriteAllText(Published, schema);
        }

        Assert.True(
            File.ReadAllText(Published) == schema, "Run this test with IOTLOAD_UPDATE=1, and commit docs/schemas/plan.schema.json.");
    }

    [Fact]
    public async Task It_accepts_the_example_plans_and_refuses_wrong_ones_by_ajv()
    {
        using var folder = new PrivateFolder();
        var right = Directory.GetFiles(Repository.PathOf("examples", "plans"), "*.yaml")
            .Append(folder.Write("full.yaml", "stages: 5s:10\ndrainTime: 1h30m\nsession: { version: 3.1.1, keepAlive: 0 }\ndevices: { count: 2k }"))
            .Append(folder.Write("written.yaml", PlanFileWriter.ToYaml(new LoadPlan
            {
                Session = new SessionPlan { Version = MqttVersion.V500, Will = new WillPlan { Topic = "a" } },
                DrainTime = TimeSpan.FromTicks(12_345_678),
                Stages = [new LoadStage(1, 2, TimeSpan.FromDays(2))],
            }))).ToList();
        var wrong = WrongPlans.All.Select((row, at) => folder.Write($"{at}.yaml", row.Data.Item1)).ToList();

        var said = await AjvAsync([.. right, .. wrong]);

        Assert.All(said.Take(right.Count).Zip(right), pair => Assert.Equal(("ok", pair.Second), (pair.First, pair.Second)));
        Assert.All(said.Skip(right.Count).Zip(WrongPlans.All), pair => Assert.True(pair.First != "ok", pair.Second.Data.Item1));
        Assert.True(wrong.Count >= 30);
    }

    private static async Task<string[]> AjvAsync(IEnumerable<string> files)
    {
        var package = await NodePackage.InstallAsync(Path.Combine(AppContext.BaseDirectory, "clients", "ajv"));
        using var ajv = package.Run("check.js", [Published, .. files]);
        var errors = ajv.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = await ajv.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.True(said.Length > 0, await errors);
        return said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Plain(XElement summary) => Space().Replace(string.Concat(summary.Nodes().Select(node => node switch
    {
        XElement { Name.LocalName: "see" } see => see.Attribute("cref")!.Value.Split('.')[^1],
        XElement element => element.Value,
        _ => node.ToString(),
    })), " ").Trim().Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
