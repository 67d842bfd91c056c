using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IoTLoad.Engine;
using IoTLoad.Storage.InfluxDb;

namespace IoTLoad.Storage.Tests.InfluxDb;

/// <summary>
/// Answers to queries: those that the documentation records, and random ones. Sources: docs.influxdata.com, "Query data with the
/// InfluxDB API" (1.x and 3.x), "Annotated CSV" of OSS v2
/// (its first example as it stands; the others with more in them).
/// </summary>
public sealed class ParserTests
{
    private delegate IAsyncEnumerable<ResultRow> Parser(Stream stream, CancellationToken cancellation);

    private static readonly Dictionary<string, Parser> Parsers = new()
    {
        ["json"] = InfluxQlJson.ReadAsync,
        ["csv"] = InfluxQlCsv.ReadAsync,
        ["annotated"] = AnnotatedCsv.ReadAsync,
    };

    private static readonly string[] Fragments =
    [
        "{", "}", "[", "]", "\"results\"", "\"series\"", "\"columns\"", "\"values\"", "\"tags\"", "\"error\"", "\"partial\"", ":", ",", "null", "true", "1", "-1e999",
        "\"\\ud800\"", "\"x\"", "\n", "\r\n", "#datatype", "#default", "#group", "name", "tags", "time", "error", "reference", "\"", "\"\"", "é", "\0", ",,", ",result,table",
    ];

    [Theory]
    [InlineData(
        """{"results":[{"statement_id":0,"series":[{"name":"cpu_load_short","columns":["time","value"],"values":[["2015-01-29T21:55:43.702900257Z",2],["2015-01-29T21:55:43.702900257Z",0.55],["2015-06-11T20:46:02Z",0.64]]}]}]}""",
        "time=2015-01-29T21:55:43.702900257Z value=2|time=2015-01-29T21:55:43.702900257Z value=0.55|time=2015-06-11T20:46:02Z value=0.64")]
    [InlineData(
        """{"results":[{"statement_id":0,"series":[{"name":"cpu_load_short","columns":["time","value"],"values":[[1422568543702900257,2]]}]},{"statement_id":1,"series":[{"name":"cpu_load_short","columns":["time","count"],"values":[["1970-01-01T00:00:00Z",3]]}]}]}""",
        "time=1422568543702900257 value=2|time=1970-01-01T00:00:00Z count=3")]
    [InlineData(
        "{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"a\",\"tags\":{\"shard\":\"0\"},\"columns\":[\"time\",\"b\"],\"values\":[[1,null]],\"partial\":true}],\"partial\":true}]}\n{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"a\",\"tags\":{\"shard\":\"1\"},\"columns\":[\"time\",\"b\"],\"values\":[[2,true]]}]}]}\n",
        "time=1 b= {shard=0}|time=2 b=true {shard=1}")]
    [InlineData("""{"results":[{"statement_id":0}]}""", "")]
    [InlineData("""{"results":[{"statement_id":0,"messages":[{"level":"warning","text":"deprecated"}],"series":[{"name":"a","columns":["x"],"values":[["é\"\\"]]}]}]}""", "x=é\"\\")]
    public async Task InfluxQL_in_JSON(string json, string rows) => Assert.Equal(rows, Text(await ReadAsync("json", json)));

    [Theory]
    [InlineData("name,tags,time,value\ncpu,,1,2\ncpu,,2,\n\nname,tags,time,n\nmem,\"a=x\\,y\\ z\\=w,b=q\",3,\"say \"\"hi\"\"\nthere\"\n", "time=1 value=2|time=2 value=|time=3 n=say \"hi\"\nthere {a=x,y z=w b=q}")]
    [InlineData("name,tags,time,value\r\ncpu,,1,2\r\n", "time=1 value=2")]
    [InlineData("", "")]
    public async Task InfluxQL_in_CSV(string csv, string rows) => Assert.Equal(rows, Text(await ReadAsync("csv", csv)));

    [Theory]
    [InlineData(
        """
        #group,false,false,true,true,false,false,true,true,true,true
        #datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double,string,string,string,string
        #default,_result,,,,,,,,,
        ,result,table,_start,_stop,_time,_value,_field,_measurement,host,region
        ,,0,2022-12-31T05:41:24Z,2023-01-31T05:41:24.001Z,2023-01-01T00:52:00Z,15.43,usage,cpu,A,east
        ,,0,2022-12-31T05:41:24Z,2023-01-31T05:41:24.001Z,2023-01-01T00:52:10Z,,usage,cpu,A,

        #group,false,false,false
        #datatype,string,long,string
        #default,other,,x
        ,result,table,name
        ,,0,
        """,
        "result=_result table=0 _start=2022-12-31T05:41:24Z _stop=2023-01-31T05:41:24.001Z _time=2023-01-01T00:52:00Z _value=15.43 _field=usage _measurement=cpu host=A region=east"
        + "|result=_result table=0 _start=2022-12-31T05:41:24Z _stop=2023-01-31T05:41:24.001Z _time=2023-01-01T00:52:10Z _value= _field=usage _measurement=cpu host=A region="
        + "|result=other table=0 name=x")]
    [InlineData(
        """
        #group,false,false,true,true,false,false,true,true,true,true
        #datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double,string,string,string,string
        #default,mean,,,,,,,,,
        ,result,table,_start,_stop,_time,_value,_field,_measurement,host,region
        ,,0,2022-12-31T05:41:24Z,2023-01-31T05:41:24.001Z,2023-01-01T00:52:00Z,15.43,mem,m,A,east
        ,,1,2022-12-31T05:41:24Z,2023-01-31T05:41:24.001Z,2023-01-01T00:52:00Z,59.25,mem,m,B,east
        ,,2,2022-12-31T05:41:24Z,2023-01-31T05:41:24.001Z,2023-01-01T00:52:00Z,52.62,mem,m,C,east
        """,
        "result=mean table=0 _start=2022-12-31T05:41:24Z _stop=2023-01-31T05:41:24.001Z _time=2023-01-01T00:52:00Z _value=15.43 _field=mem _measurement=m host=A region=east"
        + "|result=mean table=1 _start=2022-12-31T05:41:24Z _stop=2023-01-31T05:41:24.001Z _time=2023-01-01T00:52:00Z _value=59.25 _field=mem _measurement=m host=B region=east"
        + "|result=mean table=2 _start=2022-12-31T05:41:24Z _stop=2023-01-31T05:41:24.001Z _time=2023-01-01T00:52:00Z _value=52.62 _field=mem _measurement=m host=C region=east")]
    [InlineData(",result,table,_value\r\n,,0,1\r\n,,1,\"a,\"\"b\"\"\"\r\n\r\n", "result= table=0 _value=1|result= table=1 _value=a,\"b\"")]
    [InlineData("", "")]
    public async Task Flux_in_annotated_CSV(string csv, string rows) => Assert.Equal(rows, Text(await ReadAsync("annotated", csv)));

    [Theory]
    [InlineData("json", """{"results":[{"statement_id":0,"error":"database not found: nodb"}]}""", "database not found: nodb")]
    [InlineData("json", """{"error":"error parsing query: found EOF, expected FROM at line 1, char 9"}""", "error parsing query: found EOF, expected FROM at line 1, char 9")]
    [InlineData("annotated", "#datatype,string,long\n,error,reference\n,Failed to parse query,897\n", "Failed to parse query")]
    [InlineData("annotated", "#datatype,string,long\n#default,_result,\n,result,table\n,,0\n\n#datatype,string,string\n#group,true,true\n#default,,\n,error,reference\n,query terminated: reached maximum allowed memory,\n", "query terminated: reached maximum allowed memory")]
    public async Task Errors_within_answers_are_raised(string parser, string answer, string message) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<AnswerErrorException>(() => ReadAsync(parser, answer))).Message);

    [Theory]
    [InlineData("json", "")]
    [InlineData("json", "<html></html>")]
    [InlineData("json", """{"results":[{"series":[{"columns":["time","a"],"values":[[1,2],[3,""")]
    [InlineData("json", """{"results":[{"series":[{"columns":["time","a"],"values":[[1]]}]}]}""")]
    [InlineData("json", """{"results":[{"series":[{"columns":["a"],"values":[[[1]]]}]}]}""")]
    [InlineData("csv", "hello\n")]
    [InlineData("csv", "name,tags,time\na,,1,2\n")]
    [InlineData("annotated", "<html>\n")]
    [InlineData("annotated", ",result,table\n,,\"x\n")]
    [InlineData("annotated", ",result,table\n,,x\"y\n")]
    public async Task An_answer_that_is_damaged_or_ends_early_is_an_error(string parser, string answer) =>
        await Assert.ThrowsAsync<AnswerFormatException>(() => ReadAsync(parser, answer));

    [Fact]
    public async Task An_answer_that_the_server_cut_short_is_an_error() => await Assert.ThrowsAsync<AnswerCutException>(() => ReadAsync(
        "json", """{"results":[{"statement_id":0,"series":[{"name":"a","columns":["time"],"values":[[1]],"partial":true}],"partial":true}]}"""));

    [Property(MaxTest = 300)]
    public Property Whatever_comes_in_each_parser_ends_in_rows_or_its_own_errors() => Prop.ForAll(
        Gen.Elements(Fragments).ListOf().Select(string.Concat).ToArbitrary(), ArbMap.Default.ArbFor<byte[]>(), (text, bytes) =>
        {
            foreach (var parser in Parsers.Values)
            {
                Swallow(parser, Encoding.UTF8.GetBytes(text));
                Swallow(parser, bytes ?? []);
            }
        });

    [Property(MaxTest = 200)]
    public Property Rows_come_out_as_they_went_in_however_they_are_cut_up() => Prop.ForAll(
        NastyText.Arbitrary.Generator.Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).TrimEnd('\r')).ListOf().ToArbitrary(),
        Gen.Choose(1, 40).ToArbitrary(),
        (values, piece) =>
        {
            string?[] cells = [.. values.Select(value => value.Length == 0 ? null : value)];
            var rows = cells.Select(cell => $"time=1 v={cell}").ToList();
            var json = $$"""{"results":[{"series":[{"columns":["time","v"],"values":[{{string.Join(',', cells.Select(cell => $"[1,{JsonSerializer.Serialize(cell)}]"))}}]}]}]}""";
            var csv = "name,tags,time,v\n" + string.Concat(values.Select(value => $"m,,1,{Quoted(value)}\r\n"));
            var annotated = "#datatype,long,string\r\n,time,v\r\n" + string.Concat(values.Select(value => $",1,{Quoted(value)}\r\n"));
            foreach (var (name, text) in (ReadOnlySpan<(string, string)>)[("json", json), ("csv", csv), ("annotated", annotated)])
            {
                var read = Parsers[name](new PieceStream(Encoding.UTF8.GetBytes(text), piece), CancellationToken.None).ToBlockingEnumerable().Select(row => Text([row])).ToList();
                Assert.Equal(rows, read);
            }
        });

    [Fact]
    public async Task Flux_rows_become_the_points_that_were_written()
    {
        const string Answer = """
            #datatype,string,long,dateTime:RFC3339,string,string,double,double,double,double
            #group,false,false,false,false,false,false,false,false,false
            #default,_result,,,,,,,,
            ,result,table,_time,test,shard,published,ack_p99,ack_count,ack_sum
            ,,0,2026-11-24T12:00:00.123456789Z,a,2,100,1.5,4,10
            ,,0,2026-11-24T12:00:10Z,a,2,50,,,

            """;
        using var server = new StubServer(request => request.Path == "/ping"
            ? new StubAnswer(204, "", ("X-Influxdb-Version", "v2.7.1"))
            : new StubAnswer(200, Answer.ReplaceLineEndings("\r\n")));
        using var reader = new InfluxDbReader(new InfluxDbConnection { Url = server.Url, Bucket = "b\"", Org = "o", Token = "t" });

        var points = reader.Read(new InfluxDbQuery { TestId = "a", Window = TimeSpan.FromSeconds(10) }, TestContext.Current.CancellationToken).ToList();

        Assert.Equal(
            [("Published", "Sum", 100.0), ("Ack", "p99", 1.5), ("Ack", "Mean", 2.5), ("Ack", "SampleCount", 4), ("Published", "Sum", 50)],
            points.Select(point => (point.Name, point.Statistic, point.Value)));
        Assert.All(points, point => Assert.Equal(("a", 2, "InfluxDB"), (point.TestId, point.Shard, point.Source)));
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero).AddTicks(1_234_567), points[0].Timestamp);
        var asked = server.Requests[^1];
        Assert.Equal("/api/v2/query?org=o", asked.Path);
        Assert.StartsWith("data = from(bucket: \"b\\\"\")\n  |> range(start: 1970-01-01T00:00:00Z", asked.Body, StringComparison.Ordinal);
        Assert.Contains("aggregateWindow(every: 10000ms, fn: max, createEmpty: false", asked.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Flux_error_in_the_midst_of_an_answer_is_raised()
    {
        const string Answer = ",result,table,_time,test,shard,published\r\n,,0,2026-11-24T12:00:00Z,a,0,1\r\n\r\n,error,reference\r\n,could not find bucket \"\"b\"\",897\r\n";
        using var server = new StubServer(request => request.Path == "/ping"
            ? new StubAnswer(204, "", ("X-Influxdb-Version", "v2.7.1"))
            : new StubAnswer(200, Answer.Replace("could not find bucket \"\"b\"\"", "\"could not find bucket \"\"b\"\"\"", StringComparison.Ordinal)));
        using var reader = new InfluxDbReader(new InfluxDbConnection { Url = server.Url, Bucket = "b", Org = "o", Token = "t" });

        Assert.Equal("InfluxDbBucketNotFound", Assert.Throws<LoadException>(() => reader.Read(new InfluxDbQuery(), TestContext.Current.CancellationToken).Count()).ErrorId);
    }

    [Property]
    public Property No_text_can_leave_a_Flux_string() => Prop.ForAll(NastyText.Arbitrary, text =>
    {
        var literal = FluxText.String(text);
        return literal[0] == '"' && literal[^1] == '"' && !literal.Contains("${", StringComparison.Ordinal) && !literal.Any(char.IsControl) && Unescape(literal[1..^1]) == text;
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

    private static string Quoted(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task<List<ResultRow>> ReadAsync(string parser, string text)
    {
        var rows = new List<ResultRow>();
        await foreach (var row in Parsers[parser](new PieceStream(Encoding.UTF8.GetBytes(text), 7), TestContext.Current.CancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }

    private static void Swallow(Parser parser, byte[] bytes)
    {
        try
        {
            foreach (var row in parser(new PieceStream(bytes, 3), CancellationToken.None).ToBlockingEnumerable())
            {
                Assert.Equal(row.Columns.Count, row.Values.Count);
            }
        }
        catch (Exception exception) when (exception is AnswerFormatException or AnswerErrorException or AnswerCutException)
        {
            // What a parser may do with garbage.
        }
    }

    private static string Text(IEnumerable<ResultRow> rows) => string.Join('|', rows.Select(row =>
        string.Join(' ', row.Columns.Zip(row.Values, (column, value) => $"{column}={value}"))
        + (row.Tags.Count == 0 ? "" : $" {{{string.Join(' ', row.Tags.Select(tag => $"{tag.Key}={tag.Value}"))}}}")));

    /// <summary>A stream that gives a few bytes at a time.</summary>
    private sealed class PieceStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
