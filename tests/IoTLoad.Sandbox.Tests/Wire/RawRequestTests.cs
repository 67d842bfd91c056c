using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Tests.Wire;

/// <summary>Requests as no client sends them, or none of those that the tests have.</summary>
public sealed class RawRequestTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private readonly RunningSandbox _sandbox = fixture.Sandbox;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("rest", HttpStatusCode.Forbidden, "MissingAuthenticationTokenException")]
    [InlineData("json", HttpStatusCode.BadRequest, "MissingAuthenticationTokenException")]
    [InlineData("cbor", HttpStatusCode.BadRequest, "MissingAuthenticationTokenException")]
    [InlineData("query", HttpStatusCode.Forbidden, "MissingAuthenticationToken")]
    public async Task A_request_that_is_not_signed_is_refused_in_its_protocol(string protocol, HttpStatusCode status, string code)
    {
        using var http = new HttpClient();
        using var request = Request(protocol, _sandbox.Url);
        using var response = await http.SendAsync(request, Stop);
        Assert.Equal(status, response.StatusCode);
        Assert.True(response.Headers.Contains("x-amzn-RequestId"));
        Assert.Equal(code, await CodeAsync(protocol, response));
    }

    [Theory]
    [InlineData("rest", "iot", HttpStatusCode.NotFound, "UnknownOperationException")]
    [InlineData("rest", "logs", HttpStatusCode.NotFound, "UnknownOperationException")]
    [InlineData("rest", "s3", HttpStatusCode.NotFound, "UnknownOperationException")]
    [InlineData("json", "logs", HttpStatusCode.BadRequest, "UnknownOperationException")]
    [InlineData("json", "ssm", HttpStatusCode.BadRequest, "UnknownOperationException")]
    [InlineData("cbor", "monitoring", HttpStatusCode.BadRequest, "UnknownOperationException")]
    [InlineData("query", "iam", HttpStatusCode.BadRequest, "InvalidAction")]
    [InlineData("query", "iot", HttpStatusCode.BadRequest, "InvalidAction")]
    public async Task What_the_sandbox_does_not_know_it_refuses_and_says_so(string protocol, string service, HttpStatusCode status,
        string code)
    {
        using var request = Request(protocol, _sandbox.Url);
        using var response = await SendAsync(_sandbox, request, service);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(code, await CodeAsync(protocol, response));
    }

    [Theory]
    [InlineData("logs", "{")]
    [InlineData("logs", "[]")]
    [InlineData("logs", """{"logGroupName":7.5,"retentionInDays":"many"}""")]
    [InlineData("logs", """{"logGroupName":{}}""")]
    [InlineData("logs", """{"logGroupName":null}""")]
    public async Task A_body_that_cannot_be_read_is_refused(string service, string body)
    {
        using var request = Request("json", _sandbox.Url, "PutRetentionPolicy", Encoding.UTF8.GetBytes(body));
        using var response = await SendAsync(_sandbox, request, service);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("InvalidParameterException", await CodeAsync("json", response));
    }

    [Fact]
    public async Task A_compressed_body_is_read()
    {
        using var zipped = new MemoryStream();
        await using (var gzip = new GZipStream(zipped, CompressionMode.Compress, leaveOpen: true))
        {
            await gzip.WriteAsync(
                "Action=PutMetricData&Namespace=N&MetricData.member.1.MetricName=m&MetricData.member.1.Value=4"u8.ToArray(), Stop);
        }

        using var request = Request("query", _sandbox.Url, body: zipped.ToArray());
        request.Content!.Headers.ContentEncoding.Add("gzip");
        using var response = await SendAsync(_sandbox, request, "monitoring");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("m", Assert.Single((await _sandbox.CloudWatch()
            .ListMetricsAsync(new() { Namespace = "N" }, Stop)).Metrics!).MetricName);
    }

    [Fact]
    public async Task CloudWatch_answers_alike_in_its_three_protocols()
    {
        _sandbox.Host.Metrics.Series("Load", "m", ("a", "b")).Add();
        using var json = await SendAsync(_sandbox, Request("json", _sandbox.Url, "ListMetrics", """{"Namespace":"Load"}"""u8.ToArray(), "GraniteServiceVersion20100801"), "monitoring");
        using var cbor = await SendAsync(_sandbox,
            Request("cbor", _sandbox.Url, "ListMetrics", CborCodec.Write(new Document { ["Namespace"] = "Load" })), "monitoring");
        using var query = await SendAsync(_sandbox, Request("query", _sandbox.Url, body: "Action=ListMetrics&Namespace=Load"u8.ToArray()),
            "monitoring");
        const string Expected = """{"Metrics":[{"Namespace":"Load","MetricName":"m","Dimensions":[{"Name":"a","Value":"b"}]}]}""";
        Assert.Equal(Expected, await json.Content.ReadAsStringAsync(Stop));
        Assert.Equal("rpc-v2-cbor", Assert.Single(cbor.Headers.GetValues("smithy-protocol")));
        Assert.Equal(Expected, Encoding.UTF8.GetString(JsonCodec.Write(CborCodec.Read(await cbor.Content.ReadAsByteArrayAsync(Stop)))));
        Assert.Contains(
            "<Metrics><member><Namespace>Load</Namespace><MetricName>m</MetricName><Dimensions><member><Name>a</Name><Value>b</Value></member></Dimensions></member></Metrics>",
            await query.Content.ReadAsStringAsync(Stop),
            StringComparison.Ordinal);
    }

    private static HttpRequestMessage Request(string protocol, string url, string operation = "Unheard", byte[]? body = null,
        string target = "Logs_20140328")
    {
        var request = new HttpRequestMessage(
            protocol == "rest" ? HttpMethod.Get : HttpMethod.Post,
            protocol switch
            {
                "rest" => $"{url}/unheard-of",
                "cbor" => $"{url}/service/GraniteServiceVersion20100801/operation/{operation}",
                _ => $"{url}/"
            });
        switch (protocol)
        {
            case "json":
                request.Content = Content(body ?? "{}"u8.ToArray(), "application/x-amz-json-1.1");
                request.Headers.Add("X-Amz-Target", $"{target}.{operation}");
                break;
            case "cbor":
                request.Content = Content(body ?? CborCodec.Write([]), "application/cbor");
                request.Headers.Add("smithy-protocol", "rpc-v2-cbor");
                break;
            case "query":
                request.Content = Content(body ?? "Action=Unheard"u8.ToArray(), "application/x-www-form-urlencoded");
                break;
        }

        return request;
    }

    private static ByteArrayContent Content(byte[] body, string type) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    private static async Task<HttpResponseMessage> SendAsync(RunningSandbox sandbox, HttpRequestMessage request, string service)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(Stop);
        var at = sandbox.Endpoints;
        SignedHttp.Sign(request, at.EndpointUrl.Authority, request.RequestUri!.AbsolutePath, "", body, at.AccessKey, at.SecretKey,
            at.Region, service);
        using var http = new HttpClient();
        return await http.SendAsync(request, Stop);
    }

    private static async Task<string> CodeAsync(string protocol, HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsByteArrayAsync(Stop);
        return protocol switch
        {
            "rest" => Assert.Single(response.Headers.GetValues("x-amzn-ErrorType")),
            "json" => JsonNode.Parse(body)!["__type"]!.GetValue<string>(),
            "cbor" => CborCodec.Read(body).Text("__type")!,
            _ => XElement.Parse(Encoding.UTF8.GetString(body)).Descendants().Single(element => element.Name.LocalName == "Code").Value,
        };
    }
}
