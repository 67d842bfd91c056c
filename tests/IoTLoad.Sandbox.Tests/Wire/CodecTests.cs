using System.Formats.Cbor;
using System.Text;
using FsCheck.Xunit;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Tests.Wire;

public sealed class CodecTests
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_250);

    private static Document Sample => new()
    {
        ["text"] = "a\"<&ü",
        ["flag"] = true,
        ["number"] = 1.5,
        ["integer"] = 7L,
        ["time"] = Time,
        ["bytes"] = new byte[] { 1, 2 },
        ["left out"] = null,
        ["list"] = new List<object?> { "x", new Document { ["y"] = 1L } },
    };

    [Fact]
    public void A_document_in_JSON_has_times_as_seconds_and_bytes_in_base64() => Assert.Equal(
        """{"text":"a\"<&ü","flag":true,"number":1.5,"integer":7,"time":1700000000.25,"bytes":"AQI=","list":["x",{"y":1}]}""",
        Encoding.UTF8.GetString(JsonCodec.Write(Sample)));

    [Fact]
    public void A_document_in_XML_has_times_as_text_and_members_in_lists() => Assert.Equal(
        "<r><text>a\"&lt;&amp;ü</text><flag>true</flag><number>1.5</number><integer>7</integer><time>2023-11-14T22:13:20.250Z</time><bytes>AQI=</bytes><list><member>x</member><member><y>1</y></member></list></r>",
        Encoding.UTF8.GetString(XmlCodec.Write(XmlCodec.Element("r", Sample))));

    [Fact]
    public void A_document_comes_out_of_CBOR_as_it_went_in()
    {
        var read = CborCodec.Read(CborCodec.Write(Sample));
        Assert.Equal(Encoding.UTF8.GetString(JsonCodec.Write(Sample)), Encoding.UTF8.GetString(JsonCodec.Write(read)));
        Assert.Equal(Time, read["time"]);
    }

    [Fact]
    public void CBOR_of_indefinite_length_is_read()
    {
        var writer = new CborWriter();
        writer.WriteStartMap(null);
        writer.WriteTextString("list");
        writer.WriteStartArray(null);
        writer.WriteSingle(1.5f);
        writer.WriteInt32(-3);
        writer.WriteNull();
        writer.WriteEndArray();
        writer.WriteEndMap();
        Assert.Equal([1.5, -3L, null], CborCodec.Read(writer.Encode()).List("list"));
    }

    [Fact]
    public void A_form_has_lists_of_structures_by_number()
    {
        var form = string.Join('&', Enumerable.Range(1, 11).Reverse()
            .Select(i => $"Tags.member.{i}.Key=k{i}&Tags.member.{i}.Value=a+b%26{i}"));
        var read = FormCodec.Read(Encoding.UTF8.GetBytes($"Action=A&Empty=&A.B.C=d&{form}"));
        Assert.Equal(Enumerable.Range(1, 11).Select(i => $"k{i}=a b&{i}"), read.Documents("Tags")
            .Select(tag => $"{tag.Text("Key")}={tag.Text("Value")}"));
        Assert.Equal(("A", "d"), (read.Text("Action"), read.Child("A")!.Child("B")!.Text("C")));
        Assert.Empty(read.List("Empty"));
    }

    [Fact]
    public void Nesting_that_is_too_deep_is_refused()
    {
        Assert.Throws<InvalidInputException>(
            () => FormCodec.Read(Encoding.UTF8.GetBytes(string.Join('.', Enumerable.Repeat("a", 100_000)) + "=1")));
        Assert.Throws<InvalidInputException>(() => JsonCodec.Read(Encoding.UTF8.GetBytes(new string('[', 100_000))));
        Assert.Throws<InvalidInputException>(() => CborCodec.Read(Enumerable.Repeat((byte)0x81, 100_000).ToArray()));
        Assert.Throws<InvalidInputException>(() => CborCodec.Read(Enumerable.Repeat((byte)0xC1, 100_000).ToArray()));
    }

    [Theory]
    [InlineData("A161611B8000000000000000")]
    [InlineData("A161613B8000000000000000")]
    public void A_number_that_no_member_can_hold_is_refused(string cbor) =>
        Assert.Throws<InvalidInputException>(() => CborCodec.Read(Convert.FromHexString(cbor)));

    [Property]
    public void Arbitrary_bytes_are_read_or_refused(byte[] bytes)
    {
        foreach (var read in (Func<ReadOnlyMemory<byte>, Document>[])[JsonCodec.Read, CborCodec.Read, FormCodec.Read])
        {
            try
            {
                Assert.NotNull(read(bytes));
            }
            catch (InvalidInputException)
            {
                // Refused.
            }
        }
    }

    [Theory]
    [InlineData("GET", "/things/a", "Describe", "a")]
    [InlineData("GET", "/things/a%2Fb%20c", "Describe", "a/b c")]
    [InlineData("GET", "/things/special", "Special", null)]
    [InlineData("GET", "/topics/a/b", "Rest", "a/b")]
    [InlineData("PUT", "/things/a", null, null)]
    [InlineData("GET", "/things", null, null)]
    [InlineData("GET", "/things/a/b", null, null)]
    public void A_path_finds_its_operation(string method, string path, string? name, string? parameter)
    {
        var api = new ServiceApi { SigningName = "iot" };
        api.Add("Describe", "GET", "/things/{x}", _ => null, null)
            .Add("Special", "GET", "/things/special", _ => null, null)
            .Add("Rest", "GET", "/topics/{x+}", _ => null, null);
        if (name is null)
        {
            Assert.Throws<RefusedException>(() => api.Find(method, path));
            return;
        }

        var (operation, parameters) = api.Find(method, path);
        Assert.Equal((name, parameter), (operation.Name, parameters.GetValueOrDefault("x")));
    }
}
