using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using IoTLoad.SigV4;

namespace IoTLoad.Aws.Tests.Signing;

/// <summary>AWS's published test vectors, each as a request signed in its headers and in its query string.</summary>
public sealed class SigV4VectorTests
{
    private static readonly Dictionary<string, JsonObject> Vectors = JsonNode
        .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Signing", "sigv4-vectors.json")))!
        .AsArray()
        .ToDictionary(vector => vector!["name"]!.GetValue<string>(), vector => vector!.AsObject(), StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. Vectors.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_request_signed_in_its_headers_is_AWSs(string name)
    {
        var vector = new Vector(Vectors[name]);
        var headers = vector.Headers.Append(new("X-Amz-Date", vector.Scope.Timestamp));
        if (vector.SignsToken)
        {
            headers = headers.Append(new("X-Amz-Security-Token", vector.Token!));
        }

        if (vector.SignsBody)
        {
            headers = headers.Append(new("x-amz-content-sha256", SignatureV4.Hash(vector.Body)));
        }

        vector.AssertSignature("header", headers, vector.Query);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_request_signed_in_its_query_string_is_AWSs(string name)
    {
        var vector = new Vector(Vectors[name]);
        var parameters = vector.Query.Split('&', StringSplitOptions.RemoveEmptyEntries).ToList();
        parameters.Add($"X-Amz-Algorithm={SignatureV4.Algorithm}");
        parameters.Add($"X-Amz-Credential={SignatureV4.Encode($"{vector.AccessKey}/{vector.Scope}")}");
        parameters.Add($"X-Amz-Date={vector.Scope.Timestamp}");
        parameters.Add($"X-Amz-Expires={vector.Seconds}");
        parameters.Add($"X-Amz-SignedHeaders={SignatureV4.Encode(SignatureV4.SignedHeaders(vector.Headers))}");
        if (vector.SignsToken)
        {
            parameters.Add($"X-Amz-Security-Token={SignatureV4.Encode(vector.Token!)}");
        }

        vector.AssertSignature("query", vector.Headers, string.Join('&', parameters));
    }

    private sealed class Vector
    {
        private readonly JsonObject _vector;

        public Vector(JsonObject vector)
        {
            _vector = vector;
            var context = vector["context"]!;
            var credentials = context["credentials"]!;
            AccessKey = credentials["access_key_id"]!.GetValue<string>();
            SecretKey = credentials["secret_access_key"]!.GetValue<string>();
            Token = credentials["token"]?.GetValue<string>();
            SignsToken = Token is not null && context["omit_session_token"]?.GetValue<bool>() is not true;
            SignsBody = context["sign_body"]!.GetValue<bool>();
            Normalizes = context["normalize"]!.GetValue<bool>();
            Seconds = context["expiration_in_seconds"]!.GetValue<int>();
            var time = DateTimeOffset.Parse(context["timestamp"]!.GetValue<string>(), CultureInfo.InvariantCulture);
            Scope = new SigningScope(time, context["region"]!.GetValue<string>(), context["service"]!.GetValue<string>());

            var request = vector["request"]!.GetValue<string>();
            var end = request.IndexOf("\n\n", StringComparison.Ordinal);
            var head = (end < 0 ? request : request[..end]).Split('\n');
            Body = Encoding.UTF8.GetBytes(end < 0 ? "" : request[(end + 2)..]);

            // The path may hold spaces, which the last one ends.
            var target = head[0][(head[0].IndexOf(' ', StringComparison.Ordinal) + 1)..head[0].LastIndexOf(' ')];
            Method = head[0].Split(' ')[0];
            var question = target.IndexOf('?', StringComparison.Ordinal);
            (Path, Query) = question < 0 ? (target, "") : (target[..question], target[(question + 1)..]);
            Headers = ReadHeaders(head.Skip(1));
        }

        public string AccessKey { get; }

        public string? Token { get; }

        public bool SignsToken { get; }

        public bool SignsBody { get; }

        public int Seconds { get; }

        public SigningScope Scope { get; }

        public string Query { get; }

        public byte[] Body { get; }

        public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

        private string SecretKey { get; }

        private bool Normalizes { get; }

        private string Method { get; }

        private string Path { get; }

        public void AssertSignature(string way, IEnumerable<KeyValuePair<string, string>> headers, string query)
        {
            var bodyHash = SignsBody ? SignatureV4.Hash(Body) : SignatureV4.EmptyHash;
            var canonical = SignatureV4.CanonicalRequest(Method, Path, query, headers, bodyHash, Normalizes);
            Assert.Equal(_vector[$"{way}CanonicalRequest"]!.GetValue<string>().TrimEnd('\n'), canonical);
            var stringToSign = SignatureV4.StringToSign(Scope, canonical);
            Assert.Equal(_vector[$"{way}StringToSign"]!.GetValue<string>().TrimEnd('\n'), stringToSign);
            Assert.Equal(_vector[$"{way}Signature"]!.GetValue<string>()
                .TrimEnd('\n'), SignatureV4.Signature(SecretKey, Scope, stringToSign));
        }

        private static List<KeyValuePair<string, string>> ReadHeaders(IEnumerable<string> lines)
        {
            var headers = new List<KeyValuePair<string, string>>();
            foreach (var line in lines.Where(line => line.Length > 0))
            {
                if (char.IsWhiteSpace(line[0]))
                {
                    // A folded line goes on with the header above it.
                    headers[^1] = new(headers[^1].Key, $"{headers[^1].Value} {line}");
                }
                else
                {
                    var colon = line.IndexOf(':', StringComparison.Ordinal);
                    headers.Add(new(line[..colon], line[(colon + 1)..]));
                }
            }

            return headers;
        }
    }
}
