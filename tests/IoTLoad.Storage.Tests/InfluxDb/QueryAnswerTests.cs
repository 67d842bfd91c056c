using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IoTLoad.Engine;
using IoTLoad.Storage.InfluxDb;

namespace IoTLoad.Storage.Tests.InfluxDb;

/// <summary>
/// Answers to queries: those that the documentation records, damaged ones and random ones. Sources: docs.influxdata.com, "Query data
/// with the InfluxDB API" (1.x and 3.x), "Annotated CSV" of OSS v2.
/// </summary>
public sealed class QueryAnswerTests
{
    private const string Head =
        "#datatype,string,long,dateTime:RFC3339,string,string,double\r\n#group,false,false,false,false,false,false\r\n"
        + "#default,_result,,,,,\r\n,result,table,_time,test,shard,published\r\n";

    private static readonly string[] Fragments =
    [
        "{", "}", "[", "]", "\"results\"", "\"series\"", "\"columns\"", "\"values\"", "\"tags\"", "\"error\"", "\"partial\"", ":", ",",
        "null",
        "true", "1", "-1e999", "\"\\ud800\"", "\"x\"", "\n", "\r\n", "#datatype", "#default", "#group", "name", "tags", "time", "error",
        "reference", "\"", "\"\"", "é", "\0", ",,", ",result,table",
    ];

    [Theory]
    [InlineData("""{"results":[{"statement_id":0,"series":[{"name":"iotload","columns":["time","published","test","shard"],"values":[[1000000000,2,"a","0"],[2000000000,0.55,"a","1"]]}]}]}""", "1:a:0=2|2:a:1=0.55")]
    [InlineData("{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"iotload\",\"tags\":{\"test\":\"a\",\"shard\":\"0\"},\"columns\":[\"time\",\"published\"],\"values\":[[1000000000,1],[2000000000,null]],\"partial\":true}],\"partial\":true}]}\n{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"iotload\",\"tags\":{\"test\":\"a\",\"shard\":\"1\"},\"columns\":[\"time\",\"published\"],\"values\":[[2000000000,3]]}]}]}\n", "1:a:0=1|2:a:1=3")]
    [InlineData("""{"results":[{"statement_id":0}]}""", "")]
    [InlineData("""{"results":[{"statement_id":0,"messages":[{"level":"warning","text":"deprecated"}],"series":[{"name":"iotload","columns":["time","test","published"],"values":[[1000000000,"é\"\\",4]]}]}]}""", "1:é\"\\:0=4")]
    public void InfluxQL_answers_become_points(string answer, string points) => Assert.Equal(points, Read("1.8.10", answer));

    [Theory]
    [InlineData(Head + ",,0,1970-01-01T00:00:01.123456789Z,a,2,100\r\n,,0,1970-01-01T00:00:02Z,a,,\r\n", "1.1234567:a:2=100")]
    [InlineData(Head + ",,0,1970-01-01T00:00:01Z,\"a,\"\"b\"\"\",2,1\r\n\r\n" + Head
        + ",,1,1970-01-01T00:00:02Z,b,0,2\r\n", "1:a,\"b\":2=1|2:b:0=2")]
    [InlineData("", "")]
    public void Flux_answers_become_points(string answer, string points) => Assert.Equal(points, Read("v2.7.1", answer));

    [Theory]
    [InlineData("1.8.10", """{"results":[{"statement_id":0,"error":"database not found: nodb"}]}""", "InfluxDbBucketNotFound")]
    [InlineData("1.8.10", """{"error":"error parsing query: found EOF, expected FROM at line 1, char 9"}""", "InfluxDbQueryFailed")]
    [InlineData("1.8.10", """{"results":[{"statement_id":0,"series":[{"name":"a","columns":["time"],"values":[[1]],"partial":true}],"partial":true}]}""", "InfluxDbAnswerIncomplete")]
    [InlineData("v2.7.1", "#datatype,string,long\n,error,reference\n,Failed to parse query,897\n", "InfluxDbQueryFailed")]
    [InlineData("v2.7.1", Head + ",,0,1970-01-01T00:00:01Z,a,0,1\r\n\r\n,error,reference\r\n,\"could not find bucket \"\"b\"\"\",897\r\n",
        "InfluxDbBucketNotFound")]
    [InlineData("1.8.10", "", "InfluxDbAnswerMalformed")]
    [InlineData("1.8.10", "<html></html>", "InfluxDbAnswerMalformed")]
    [InlineData("1.8.10", """{"results":[{"series":[{"columns":["time","published"],"values":[[1,2],[3,""", "InfluxDbAnswerMalformed")]
    [InlineData("1.8.10", """{"results":[{"series":[{"columns":["time","published"],"values":[[1]]}]}]}""", "InfluxDbAnswerMalformed")]
    [InlineData("1.8.10", """{"results":[{"series":[{"columns":["time","shard"],"values":[[1,"x"]]}]}]}""", "InfluxDbAnswerMalformed")]
    [InlineData("1.8.10", """{"results":[{"series":[{"columns":["published"],"values":[[[1]]]}]}]}""", "InfluxDbAnswerMalformed")]
    [InlineData("v2.7.1", "<html>\n", "InfluxDbAnswerMalformed")]
    [InlineData("v2.7.1", Head + ",,0,yesterday,a,0,1\r\n", "InfluxDbAnswerMalformed")]
    [InlineData("v2.7.1", Head + ",,0,1970-01-01T00:00:01Z,a,x,1\r\n", "InfluxDbAnswerMalformed")]
    public void Errors_within_answers_and_damaged_answers_are_raised(string version, string answer, string errorId) =>
        Assert.Equal(errorId, Assert.Throws<LoadException>(() => Read(version, answer)).ErrorId);

    [Theory]
    [InlineData("1.8.10", 401, """{"error":"authorization failed"}""", "InfluxDbUnauthorized")]
    [InlineData("1.8.10", 503, "overloaded", "InfluxDbServerFailed")]
    [InlineData("v2.7.1", 401, """{"code":"unauthorized","message":"unauthorized access"}""", "InfluxDbUnauthorized")]
    [InlineData("v2.7.1", 404, """{"code":"not found","message":"failed to initialize execute state: could not find bucket \"b\""}""", "InfluxDbRequestRefused")]
    [InlineData("v2.7.1", 400, """{"code":"invalid","message":"compilation failed"}""", "InfluxDbQueryFailed")]
    [InlineData("v2.7.1", 503, "overloaded", "InfluxDbServerFailed")]
    public void A_query_that_is_refused_ends_in_the_server_s_reason(string version, int status, string answer, string errorId)
    {
        var error = Assert.Throws<LoadException>(() => Read(version, answer, status));

        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(answer.Split(':')[^1].Trim('"', '}', ' ', '\\')[..5], error.Message, StringComparison.Ordinal);
    }

    [Property(MaxTest = 60)]
    public Property Whatever_comes_in_ends_in_points_or_in_a_stable_error() => Prop.ForAll(
        Gen.Elements(Fragments).ListOf().Select(string.Concat).ToArbitrary(), text =>
        {
            foreach (var version in (ReadOnlySpan<string>)["1.8.10", "v2.7.1"])
            {
                try
                {
                    Read(version, text);
                }
                catch (LoadException exception)
                {
                    Assert.StartsWith("InfluxDb", exception.ErrorId, StringComparison.Ordinal);
                }
            }
        });

    [Fact]
    public void A_Flux_query_asks_for_the_test_and_combines_seconds_in_the_server()
    {
        using var server = ServerOf("v2.7.1", Head.Replace("published", "ack_sum", StringComparison.Ordinal)
            + ",,0,2026-11-24T12:00:00Z,a,2,10\r\n");
        using var reader = ReaderOf(server);

        _ = reader.Read(new InfluxDbQuery { TestId = "a\"${x}", Window = TimeSpan.FromSeconds(10) },
            TestContext.Current.CancellationToken).Count();

        var asked = server.Requests[^1];
        using var body = JsonDocument.Parse(asked.Body);
        var query = body.RootElement.GetProperty("query").GetString()!;
        Assert.Equal(("/api/v2/query?org=o", "Token t"), (asked.Path, asked.Authorization));
        Assert.StartsWith("data = from(bucket: \"b\\\"\")\n  |> range(start: 1970-01-01T00:00:00Z, stop: 2262-01-01T00:00:00Z)", query,
            StringComparison.Ordinal);
        Assert.Contains("r.test == \"a\\\"\\x24{x}\"", query, StringComparison.Ordinal);
        Assert.Contains("aggregateWindow(every: 10000ms, fn: max, createEmpty: false", query, StringComparison.Ordinal);
    }

    [Fact]
    public void A_latency_s_mean_over_a_window_is_its_sum_by_its_count()
    {
        var head = Head.Replace("double", "double,double", StringComparison.Ordinal)
            .Replace("published", "ack_sum,ack_count", StringComparison.Ordinal)
            .Replace("false\r\n", "false,false\r\n", StringComparison.Ordinal)
                .Replace("_result,,,,,", "_result,,,,,,", StringComparison.Ordinal);
        using var server = ServerOf("v2.7.1", head + ",,0,2026-11-24T12:00:00Z,a,2,10,4\r\n");
        using var reader = ReaderOf(server);

        var points = reader.Read(new InfluxDbQuery { Window = TimeSpan.FromSeconds(10) }, TestContext.Current.CancellationToken);

        Assert.Equal([("Mean", 2.5), ("SampleCount", 4)], points.Select(point => (point.Statistic, point.Value)));
    }

    [Fact]
    public void A_reader_that_stops_early_leaves_no_query_behind()
    {
        using var server = ServerOf("v2.7.1", Head + string.Concat(Enumerable.Repeat(",,0,2026-11-24T12:00:00Z,a,2,10\r\n", 20_000)));
        using var reader = ReaderOf(server);

        Assert.Equal(10, reader.Read(new InfluxDbQuery(), TestContext.Current.CancellationToken).First().Value);
        Assert.Equal(20_000, reader.Read(new InfluxDbQuery(), TestContext.Current.CancellationToken).Count());
    }

    [Property]
    public Property No_text_can_leave_a_Flux_string() => Prop.ForAll(NastyText.Arbitrary, text =>
    {
        var literal = Flux.String(text);
        return literal[0] == '"' && literal[^1] == '"' && !literal.Contains("${", StringComparison.Ordinal)
            && !literal.Any(char.IsControl) && Unescape(literal[1..^1]) == text;
    });

    /// <summary>Reads a Flux string as its specification defines it; null where it would end early.</summary>
    private static string? Unescape(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                return null;
            }

            if (text[i] != '\\')
            {
                plain.Append(text[i]);
                continue;
            }

            i++;
            if (text[i] == 'x')
            {
                plain.Append((char)Convert.ToInt32(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                plain.Append(text[i]);
            }
        }

        return plain.ToString();
    }

    private static StubServer ServerOf(string version, string answer, int status = 200) => new(request =>
        request.Path == "/ping" ? new StubAnswer(204, "", ("X-Influxdb-Version", version))
        : request.Body.Contains("SHOW", StringComparison.Ordinal) ? new StubAnswer(200, """{"results":[{"statement_id":0}]}""")
        : new StubAnswer(status, answer));

    private static InfluxDbReader ReaderOf(StubServer server) =>
        new(new InfluxDbConnection { Url = server.Url, Bucket = "b\"", Org = "o", Token = "t" });

    /// <summary>The points of an answer as <c>second:test:shard=value</c>.</summary>
    private static string Read(string version, string answer, int status = 200)
    {
        using var server = ServerOf(version, answer, status);
        using var reader = ReaderOf(server);
        return string.Join('|', reader.Read(new InfluxDbQuery(), CancellationToken.None).Select(point => FormattableString.Invariant(
            $"{(point.Timestamp - DateTimeOffset.UnixEpoch).TotalSeconds}:{point.TestId}:{point.Shard}={point.Value}")));
    }
}
