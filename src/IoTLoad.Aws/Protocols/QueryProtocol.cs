using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Aws.Protocols;

/// <summary>The query protocol: a form with Action and Version in, XML out.</summary>
internal sealed class QueryProtocol(JsonSerializerContext types) : WireProtocol(types, null)
{
    public override void Write(Operation operation, AmazonWebServiceRequest input, IRequest http)
    {
        http.ResourcePath = operation.Path;
        http.Parameters["Action"] = operation.Name;
        http.Parameters["Version"] = operation.Service.ApiVersion;
        AddFields(http.Parameters, "", DocumentOf(input));
    }

    public override ResponseUnmarshaller Reader(Operation operation) => new QueryReader(Json, operation);

    // A field for a scalar, key.Member and so on for a structure, key.member.1 and so on for a list.
    private static void AddFields(IDictionary<string, string> form, string key, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject members:
                foreach (var (name, member) in members)
                {
                    AddFields(form, key.Length == 0 ? name : $"{key}.{name}", member);
                }

                break;
            case JsonArray { Count: > 0 } items:
                for (var i = 0; i < items.Count; i++)
                {
                    AddFields(form, Text($"{key}.member.{i + 1}"), items[i]);
                }

                break;
            default:
                // An empty field says "no items" where no field says "not set".
                form[key] = value is JsonArray ? "" : value!.ToString();
                break;
        }
    }

    private sealed class QueryReader(JsonSerializerOptions json, Operation operation) : XmlResponseUnmarshaller
    {
        public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext input)
        {
            // XmlReader's defaults refuse DTDs; those of XDocument.Load(Stream) do not.
            using var xml = XmlReader.Create(input.Stream);
            var root = XDocument.Load(xml).Root!;
            var response = Child(root, $"{operation.Name}Result") is { HasElements: true } result
                && operation.Response != typeof(AmazonWebServiceResponse)
                ? (AmazonWebServiceResponse)NodeOf(result, operation.Response).Deserialize(json.GetTypeInfo(operation.Response))! : new();
            response.ResponseMetadata = new ResponseMetadata
            {
                RequestId = Child(Child(root, "ResponseMetadata"), "RequestId")?.Value,
            };
            return response;
        }

        public override AmazonServiceException UnmarshallException(
            XmlUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
        {
            var error = XmlErrorResponseUnmarshaller.GetInstance().Unmarshall(input);
            error.InnerException = innerException;
            error.StatusCode = statusCode;
            return AwsService.ErrorOf(error);
        }

        private static XElement? Child(XElement? parent, string name) =>
            parent?.Elements().FirstOrDefault(child => child.Name.LocalName == name);

        private JsonNode? NodeOf(XElement xml, JsonTypeInfo type) => type.Kind switch
        {
            JsonTypeInfoKind.Object => new JsonObject(xml.Elements().Join(type.Properties, child => child.Name.LocalName,
                member => member.Name, (child, member) => KeyValuePair.Create(member.Name, NodeOf(child, member.PropertyType)))),
            JsonTypeInfoKind.Enumerable => new JsonArray([.. xml.Elements().Select(item => NodeOf(item, type.ElementType!))]),
            _ => JsonValue.Create(xml.Value)
        };

        private JsonNode? NodeOf(XElement xml, Type type) => NodeOf(xml, json.GetTypeInfo(type));
    }
}
