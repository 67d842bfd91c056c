using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>Costs at the prompt: of plans, of results, and before a test starts.</summary>
public sealed class CostTests : IDisposable
{
    private const string Account = "AwsIoTCore -AccessKey AKIDEXAMPLE -SecretKey secret -Region us-east-1 -EndpointUrl ";
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_plan_is_estimated_and_its_result_measured()
    {
        using var folder = new PrivateFolder();
        File.WriteAllText(
            folder["plan.yaml"], "devices: { count: 5 }\nstages: [{ duration: 1s, rate: \"${rate}\" }]\nvariables: { rate: 20 }\n");

        var rows = _session.Run(
            """
            Measure-IoTLoadCost $plan -Region us-east-1 -Variable @{ rate = 40 }
            $result = Start-IoTLoadTest -Clients 5 -Rate 40 -Duration 1s
            $result | Measure-IoTLoadCost -Region us-east-1
            Measure-IoTLoadCost $result.Id -Region us-east-1
            """, ("plan", folder["plan.yaml"]));

        Assert.Empty(_session.Errors.Select(error => error.ToString()));
        var byBasis = rows.Select(row => $"{row.Text("Basis")} {row.Text("Item")} {row.Get("Quantity")}").ToList();
        string[] expected =
        [
            "IoT Core connections 5", "IoT Core messages in 40", "IoT Core messages out 40", "IoT Core acknowledgements of devices 40",
            "IoT Core connects and subscriptions 10",
        ];
        Assert.Equal(
            [
                .. expected.Select(row => $"Estimated {row}"), .. expected.Select(row => $"Measured {row}"),
                .. expected.Select(row => $"Measured {row}"),
            ],
            byBasis);
        Assert.Equal(["Item", "Quantity", "Unit", "Price", "Per", "Cost", "Currency", "Total", "Region", "Basis", "PriceDate"],
            rows[0].Properties.Select(property => property.Name));

        // 130 messages at 1.00 and 5 connection minutes at 0.08, both a million.
        Assert.Equal(0.0001304, (double)rows[0].Get("Total")!, 10);
    }

    [Theory]
    [InlineData("Measure-IoTLoadCost $plan", "RegionNeeded")]
    [InlineData("Measure-IoTLoadCost $plan -Region us-gov-west-1", "PriceUnknown")]
    [InlineData("Measure-IoTLoadCost $plan -Region eu-central-1 -RulesPerMessage 1", "PriceUnknown")]
    [InlineData("Measure-IoTLoadCost $plan -Region us-east-1 -PriceFile nosuch.json", "PriceFileNotFound")]
    [InlineData("Measure-IoTLoadCost nosuch.yaml -Region us-east-1", "PlanFileNotFound")]
    [InlineData("Start-IoTLoadTest -MaxCost 5", "NoEffect")]
    [InlineData("Start-IoTLoadTest " + Account + "$url -Rate 10000 -Duration 10m -MaxCost 5", "CostExceeded")]
    public async Task What_cannot_be_priced_or_is_too_dear_is_refused(string script, string errorId)
    {
        using var folder = new PrivateFolder();
        await File.WriteAllTextAsync(
            folder["plan.yaml"], "devices: { count: 5 }\nstages: [{ duration: 1s, rate: 20 }]\n", TestContext.Current.CancellationToken);
        using var account = Endpoint();

        Assert.Empty(_session.Run(script, ("plan", folder["plan.yaml"]), ("url", account.Url)));

        Assert.StartsWith(errorId + ",", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.NotEmpty(_session.Error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public async Task WhatIf_says_the_cost_and_the_price_file_can_be_replaced()
    {
        using var account = Endpoint();
        using var folder = new PrivateFolder();
        await File.WriteAllTextAsync(folder["own.json"],
            """{ "date": "2030-02-03", "currency": "EUR", "regions": { "us-east-1": { "connectionMinutes": 0, "messages": 1000000 } } }""",
            TestContext.Current.CancellationToken);
        var start = $"Start-IoTLoadTest {Account}{account.Url} -Pattern PublishOnly -Clients 10 -Rate 1000 -Duration 1000s -WhatIf";

        var text = await Pwsh.RunAsync(
            $"$ErrorActionPreference = 'Stop'; Import-Module '{TestEnvironment.Module}'; "
                + $"{start}; {start} -PriceFile '{folder["own.json"]}'");

        Assert.Contains("for about 1.00", text, StringComparison.Ordinal);
        Assert.Contains("USD at prices of ", text, StringComparison.Ordinal);
        Assert.Contains("for about 1000010.00 EUR at prices of 2030-02-03 in us-east-1", text, StringComparison.Ordinal);
    }

    private static AnswerServer Endpoint() => new((request, _) => request.StartsWith("GET /endpoint", StringComparison.Ordinal)
        ? (200, """{"endpointAddress":"localhost:8443"}""") : (404, "{}"));
}
