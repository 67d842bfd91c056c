"""botocore as a second opinion: a line of JSON in is a question, a line of JSON out its answer.

Values that JSON has no type for are tagged: {"$bytes": base64}, {"$time": seconds since 1970}, {"$json": a value that
travels as JSON text}. Needs botocore alone.
"""
import base64
import datetime
import io
import json
import sys
import traceback
import urllib.parse
from xml.sax.saxutils import escape

import botocore.auth
import botocore.session
from botocore import parsers, serialize
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest, HeadersDict, prepare_request_dict
from botocore.credentials import Credentials
from botocore.endpoint_provider import EndpointProvider

SESSION = botocore.session.get_session()
LOADER = SESSION.get_component("data_loader")
# The protocol that our client speaks, where botocore would choose another one first.
PROTOCOL = {"cloudwatch": "json"}
UTC = datetime.timezone.utc


def model(service):
    return SESSION.get_service_model(service)


def protocol(service):
    return PROTOCOL.get(service, model(service).protocol)


def property_name(name):
    return name[0].upper() + name[1:]


def untag(value):
    if isinstance(value, dict):
        if "$bytes" in value:
            return base64.b64decode(value["$bytes"])
        if "$time" in value:
            return datetime.datetime.fromtimestamp(value["$time"], UTC)
        if "$json" in value:
            return value["$json"]
        return {key: untag(item) for key, item in value.items()}
    if isinstance(value, list):
        return [untag(item) for item in value]
    return value


def tag(value):
    if isinstance(value, (bytes, bytearray)):
        return {"$bytes": base64.b64encode(value).decode()}
    if hasattr(value, "read"):
        return tag(value.read())
    if isinstance(value, datetime.datetime):
        return {"$time": value.timestamp()}
    if isinstance(value, dict):
        return {key: tag(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [tag(item) for item in value]
    return value


class Generator:
    """Makes values for the members that a filter names: {property: filter}, as deep as the shapes go."""

    TEXTS = ["plain", "a/b c+d%e", "\u00e4\u20ac\U0001f600", "q?x=1&y=#z", "tilde~dot.dash-under_", "quote\"<xml>'&amp;", "$aws/x"]

    def __init__(self, few):
        self.few = few
        self.count = 0
        self.problems = []
        self.sends = True

    def structure(self, shape, members, path=""):
        by_property = {property_name(name): name for name in shape.members}
        for unknown in sorted(set(members) - set(by_property)):
            self.problems.append(f"{path}{unknown} is not in the model")
        for name in shape.required_members:
            if self.sends and property_name(name) not in members:
                self.problems.append(f"{path}{name} is required and missing")
        value = {}
        for name, member in shape.members.items():
            if property_name(name) not in members or (self.few and name not in shape.required_members):
                continue
            value[name] = self.value(member, members[property_name(name)], f"{path}{name}.")
        return value

    def value(self, shape, members, path):
        self.count += 1
        place = shape.serialization.get("location") if shape.serialization else None
        kind = shape.type_name
        if kind == "structure":
            return self.structure(shape, members, path)
        if kind == "list":
            return [self.value(shape.member, members, path) for _ in range(2)]
        if kind == "map":
            return {f"key{i} \u00e4": self.value(shape.value, members, path) for i in range(2)}
        if kind == "string":
            if shape.serialization.get("jsonvalue"):
                return {"$json": [{"name": "va\u00e4lue"}, {"n": "2"}]}
            if getattr(shape, "enum", None):
                return shape.enum[self.count % len(shape.enum)]
            if place == "header":
                return f"header value {self.count}"
            return f"{self.TEXTS[self.count % len(self.TEXTS)]}{self.count}"
        if kind == "boolean":
            return self.count % 2 == 0
        if kind in ("integer", "long"):
            return self.count * (5_000_000_000 if kind == "long" else 1)
        if kind in ("double", "float"):
            return self.count + 0.25
        if kind == "timestamp":
            return {"$time": 1_700_000_000 + self.count}
        if kind == "blob":
            return {"$bytes": base64.b64encode(bytes(range(256)) + str(self.count).encode()).decode()}
        raise ValueError(kind)


def cases(service, operation, input, output, few):
    """An input and an output of an operation, and what is wrong with the members that are asked for."""
    op = model(service).operation_model(operation)
    generator = Generator(few)
    request = generator.structure(op.input_shape, input) if op.input_shape else {}
    # What AWS always returns need not be read.
    generator.sends = False
    response = generator.structure(op.output_shape, output) if op.output_shape else {}
    if op.output_shape is None and output:
        generator.problems.append("the operation has no output")
    return {
        "input": request,
        "response": respond(service, op, response),
        "problems": generator.problems,
    }


def respond(service, op, output):
    """The response that carries an output, and what botocore reads in it."""
    headers = {"x-amzn-RequestId": "request-1"}
    status = op.http.get("responseCode", 200)
    shape = op.output_shape
    if protocol(service) == "query":
        result = f"<{op.name}Result>{xml(shape, output)}</{op.name}Result>" if shape else ""
        namespace = model(service).metadata["xmlNamespace"]
        body = (f'<{op.name}Response xmlns="{namespace}">{result}<ResponseMetadata><RequestId>request-1</RequestId>'
                f"</ResponseMetadata></{op.name}Response>").encode()
        headers["Content-Type"] = "text/xml"
    elif shape is None:
        body = b""
    else:
        payload = shape.serialization.get("payload")
        document = {}
        body = b"" if payload else None
        for name, value in output.items():
            member = shape.members[name]
            place = member.serialization.get("location")
            if place == "header":
                headers[member.serialization["name"]] = str(value)
            elif place == "statusCode":
                output[name] = status
            elif name == payload and member.type_name == "blob":
                body = untag(value)
            else:
                document[member.serialization.get("name", name)] = to_json(member, value)
        body = json.dumps(document).encode() if body is None else body
        headers["Content-Type"] = "application/json"
    answer = {"status_code": status, "headers": headers, "body": io.BytesIO(body) if op.has_streaming_output else body}
    parsed = parse(service, answer, op.output_shape)
    metadata = parsed.pop("ResponseMetadata")
    assert metadata["RequestId"] == "request-1", metadata
    return {"status": status, "headers": headers, "body": base64.b64encode(body).decode(), "parsed": parsed}


def parse(service, answer, shape):
    answer = dict(answer, headers=HeadersDict(answer["headers"]))
    return tag(parsers.create_parser(protocol(service)).parse(answer, shape))


def to_json(shape, value):
    kind = shape.type_name
    if kind == "structure":
        return {shape.members[name].serialization.get("name", name): to_json(shape.members[name], item)
                for name, item in value.items()}
    if kind == "list":
        return [to_json(shape.member, item) for item in value]
    if kind == "map":
        return {key: to_json(shape.value, item) for key, item in value.items()}
    if kind == "timestamp":
        return value["$time"]
    if kind == "blob":
        return value["$bytes"]
    return value


def xml(shape, value):
    kind = shape.type_name
    if kind == "structure":
        return "".join(f"<{name}>{xml(shape.members[name], item)}</{name}>" for name, item in value.items())
    if kind == "list":
        return "".join(f"<member>{xml(shape.member, item)}</member>" for item in value)
    if kind == "timestamp":
        return datetime.datetime.fromtimestamp(value["$time"], UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if kind == "boolean":
        return "true" if value else "false"
    return escape(str(value))


def serialized(service, operation, input, endpoint):
    """The request that botocore sends for an input."""
    op = model(service).operation_model(operation)
    serializer = serialize.create_serializer(protocol(service), include_validation=False)
    request = serializer.serialize_to_request(untag(input), op)
    prepare_request_dict(request, endpoint_url=endpoint)
    sent = AWSRequest(method=request["method"], url=request["url"], data=request["body"], headers=request["headers"]).prepare()
    body = sent.body or b""
    body = body.read() if hasattr(body, "read") else body
    body = body.encode() if isinstance(body, str) else body
    headers = {key: value.decode() if isinstance(value, bytes) else value for key, value in sent.headers.items()}
    return {"method": sent.method, "url": sent.url, "headers": headers, "body": base64.b64encode(body).decode()}


def errors(service, operation):
    """The errors of an operation: code, message, and the response that carries them."""
    found = []
    for shape in model(service).operation_model(operation).error_shapes:
        found.append(error(service, shape.name))
    found.append(error(service, None))
    return found


def error(service, name):
    shape = model(service).shape_for(name) if name else None
    code = shape.error_code if shape else "SomethingNewException"
    status = (shape.metadata.get("error") or {}).get("httpStatusCode", 400) if shape else 418
    message = f"It is <{code}> & \u00e4."
    headers = {"x-amzn-RequestId": "request-2"}
    if protocol(service) == "query":
        body = (f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
                "<RequestId>request-2</RequestId></ErrorResponse>")
    else:
        document = {}
        for member, member_shape in (shape.members if shape else {}).items():
            if member.lower() != "message" and member_shape.serialization.get("location") is None:
                document[member] = to_json(member_shape, Generator(False).value(
                    member_shape, {"DataPath": {}, "Message": {}}, ""))
        document["Message" if shape and "Message" in shape.members else "message"] = message
        if protocol(service) == "json":
            document["__type"] = f"com.amazonaws.{service}#{name or code}"
            if "awsQueryCompatible" in model(service).metadata:
                headers["x-amzn-query-error"] = f"{code};Sender"
        else:
            headers["x-amzn-ErrorType"] = f"{code}:http://internal.amazon.com/coral/"
        body = json.dumps(document)
    body = body.encode()
    answer = {"status_code": status, "headers": headers, "body": body}
    parsed = parse(service, answer, None)
    if shape:
        # As botocore's endpoint does: a second pass for the members of the error's shape.
        parsed = parsed | parse(service, answer, shape)
    return {
        "code": parsed["Error"]["Code"],
        "message": parsed["Error"]["Message"],
        "requestId": parsed["ResponseMetadata"]["RequestId"],
        "status": status,
        "headers": headers,
        "body": base64.b64encode(body).decode(),
    }


def endpoints(service):
    """The endpoints of a service in every region of every partition, with each combination of the switches."""
    partitions = LOADER.load_data("partitions")
    provider = EndpointProvider(LOADER.load_service_model(service, "endpoint-rule-set-1"), partitions)
    found = []
    for partition in partitions["partitions"]:
        for region in partition["regions"]:
            if region.endswith("-global"):
                continue
            for fips in (False, True):
                for dual_stack in (False, True):
                    endpoint = provider.resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=dual_stack)
                    schemes = endpoint.properties.get("authSchemes", [{}])
                    found.append({
                        "region": region,
                        "fips": fips,
                        "dualStack": dual_stack,
                        "url": endpoint.url,
                        "signingRegion": schemes[0].get("signingRegion", region),
                    })
    return found


class At:
    """The signers' clock, set to a time."""

    def __init__(self, time):
        self.time = datetime.datetime.strptime(time, "%Y%m%dT%H%M%SZ")
        self.clock = botocore.auth.get_current_datetime

    def __enter__(self):
        botocore.auth.get_current_datetime = lambda remove_tzinfo=True: self.time

    def __exit__(self, *_):
        botocore.auth.get_current_datetime = self.clock


def sign(method, url, headers, body, service, region, time, accessKey, secretKey, token=None):
    """botocore's Authorization header for a request."""
    request = AWSRequest(method=method, url=url, data=base64.b64decode(body), headers=headers)
    with At(time):
        SigV4Auth(Credentials(accessKey, secretKey, token), service, region).add_auth(request)
    return request.headers["Authorization"]


def presign(url, service, region, time, expires, accessKey, secretKey, token=None):
    """botocore's presigned URL; as IoT Core wants it, the token is no part of what is signed and goes to the end."""
    request = AWSRequest(method="GET", url=url)
    with At(time):
        SigV4QueryAuth(Credentials(accessKey, secretKey), service, region, expires=expires).add_auth(request)
    return request.url + (f"&X-Amz-Security-Token={urllib.parse.quote(token, safe='')}" if token else "")


def version():
    return botocore.__version__


QUESTIONS = {f.__name__: f for f in (cases, serialized, errors, endpoints, sign, presign, version)}


def main():
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = {"answer": QUESTIONS[question.pop("ask")](**question)}
        except Exception:
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
