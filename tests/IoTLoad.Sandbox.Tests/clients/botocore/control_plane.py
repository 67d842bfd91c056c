"""Makes the calls of a table with botocore and prints each answer as a line of JSON, without IDs and times.

Usage: control_plane.py ENDPOINT_URL ACCESS_KEY SECRET_KEY REGION MINUTE
MINUTE, in seconds since 1970, is a minute of which metrics and log lines are made: the same for all whose answers are compared.
"""
import datetime
import io
import json
import re
import sys
import zipfile

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"},
    {"Effect": "Allow", "Principal": {"Service": "iot.amazonaws.com"}, "Action": "sts:AssumeRole"},
    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole"}]})
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iot:*", "Resource": "*"}]})
OTHER_POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "iot:Publish", "Resource": "*"}]})
ROLE = "arn:aws:iam::123456789012:role/loader"
RULE_ROLE = "arn:aws:iam::123456789012:role/rules"
RULE = {"sql": "SELECT * FROM 'load/+'", "awsIotSqlVersion": "2016-03-23", "description": "d",
        "actions": [{"republish": {"roleArn": RULE_ROLE, "topic": "copy/a", "qos": 1}}],
        "errorAction": {"republish": {"roleArn": RULE_ROLE, "topic": "errors"}}}
BUFFER = io.BytesIO()
with zipfile.ZipFile(BUFFER, "w") as archive:
    archive.writestr(zipfile.ZipInfo("bootstrap"), "#!/bin/sh\n")
ZIP = BUFFER.getvalue()
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:f"
MADE = {"FunctionName": "f", "Runtime": "provided.al2023", "Handler": "bootstrap", "Role": "arn:aws:iam::123456789012:role/function",
        "Code": {"ZipFile": ZIP}, "Environment": {"Variables": {"AB": "c"}}, "Architectures": ["arm64"], "Tags": {"a": "1"}}
MINUTE = datetime.datetime.fromtimestamp(int(sys.argv[5]), datetime.timezone.utc)
NOW = int(MINUTE.timestamp() * 1000)


def metric(name="PublishIn.Success"):
    return {"Namespace": "Load", "MetricName": name, "Dimensions": [{"Name": "Protocol", "Value": "MQTT"}]}


def query(statistic, name="PublishIn.Success"):
    return {"Id": "q", "MetricStat": {"Metric": metric(name), "Period": 60, "Stat": statistic}}


def data(*queries, **more):
    return {"MetricDataQueries": [dict(q, Id="q%d" % i) for i, q in enumerate(queries)],
            "StartTime": MINUTE, "EndTime": MINUTE + datetime.timedelta(minutes=5), "ScanBy": "TimestampAscending", **more}


# Service, operation, parameters, and what is kept of the answer for later calls, by name; "<name>" in parameters is that.
CALLS = [
    ("sts", "GetCallerIdentity", {}),
    ("iam", "CreateRole", {"RoleName": "loader", "AssumeRolePolicyDocument": TRUST, "Description": "d", "Tags": [{"Key": "a", "Value": "1"}]}),
    ("iam", "CreateRole", {"RoleName": "loader", "AssumeRolePolicyDocument": TRUST}),
    ("iam", "GetRole", {"RoleName": "loader"}),
    ("iam", "GetRole", {"RoleName": "nobody"}),
    ("iam", "TagRole", {"RoleName": "loader", "Tags": [{"Key": "b", "Value": "2"}]}),
    ("iam", "ListRoleTags", {"RoleName": "loader"}),
    ("iam", "PutRolePolicy", {"RoleName": "loader", "PolicyName": "p", "PolicyDocument": POLICY}),
    ("iam", "PutRolePolicy", {"RoleName": "loader", "PolicyName": "p", "PolicyDocument": "{"}),
    ("iam", "GetRolePolicy", {"RoleName": "loader", "PolicyName": "p"}),
    ("iam", "GetRolePolicy", {"RoleName": "loader", "PolicyName": "q"}),
    ("iam", "ListRolePolicies", {"RoleName": "loader"}),
    ("iam", "UpdateAssumeRolePolicy", {"RoleName": "loader", "PolicyDocument": TRUST}),
    ("iam", "DeleteRole", {"RoleName": "loader"}),
    ("sts", "AssumeRole", {"RoleArn": ROLE, "RoleSessionName": "session"}),
    ("iam", "DeleteRolePolicy", {"RoleName": "loader", "PolicyName": "p"}),
    ("iam", "DeleteRolePolicy", {"RoleName": "loader", "PolicyName": "p"}),
    ("iam", "DeleteRole", {"RoleName": "loader"}),
    ("iam", "DeleteRole", {"RoleName": "loader"}),

    ("iot", "CreateThing", {"thingName": "one", "attributePayload": {"attributes": {"site": "a", "kind": "x"}}}),
    ("iot", "CreateThing", {"thingName": "two"}),
    ("iot", "DescribeThing", {"thingName": "one"}),
    ("iot", "DescribeThing", {"thingName": "none"}),
    ("iot", "ListThings", {}),
    ("iot", "ListThings", {"attributeName": "site", "attributeValue": "a"}),
    ("iot", "ListThings", {"maxResults": 1}, {"page": "nextToken"}),
    ("iot", "ListThings", {"maxResults": 1, "nextToken": "<page>"}),
    ("iot", "UpdateThing", {"thingName": "one", "attributePayload": {"attributes": {"site": "b", "kind": ""}, "merge": True}}),
    ("iot", "DescribeThing", {"thingName": "one"}),
    ("iot", "UpdateThing", {"thingName": "none"}),
    ("iot", "CreateKeysAndCertificate", {"setAsActive": True}, {"arn": "certificateArn", "id": "certificateId"}),
    ("iot", "DescribeCertificate", {"certificateId": "<id>"}),
    ("iot", "DescribeCertificate", {"certificateId": "0" * 64}),
    ("iot", "ListCertificates", {}),
    ("iot", "CreatePolicy", {"policyName": "p", "policyDocument": POLICY}),
    ("iot", "CreatePolicy", {"policyName": "p", "policyDocument": POLICY}),
    ("iot", "GetPolicy", {"policyName": "p"}),
    ("iot", "GetPolicy", {"policyName": "none"}),
    ("iot", "ListPolicies", {}),
    ("iot", "AttachPolicy", {"policyName": "p", "target": "<arn>"}),
    ("iot", "AttachPolicy", {"policyName": "p", "target": "<arn>"}),
    ("iot", "AttachPolicy", {"policyName": "none", "target": "<arn>"}),
    ("iot", "ListAttachedPolicies", {"target": "<arn>"}),
    ("iot", "ListTargetsForPolicy", {"policyName": "p"}),
    ("iot", "ListTargetsForPolicy", {"policyName": "none"}),
    ("iot", "AttachThingPrincipal", {"thingName": "one", "principal": "<arn>"}),
    ("iot", "AttachThingPrincipal", {"thingName": "none", "principal": "<arn>"}),
    ("iot", "ListThingPrincipals", {"thingName": "one"}),
    ("iot", "ListThingPrincipals", {"thingName": "none"}),
    ("iot", "ListPrincipalThings", {"principal": "<arn>"}),
    ("iot", "DeleteThing", {"thingName": "one"}),
    ("iot", "DeletePolicy", {"policyName": "p"}),
    ("iot", "DeleteCertificate", {"certificateId": "<id>"}),
    ("iot", "UpdateCertificate", {"certificateId": "<id>", "newStatus": "INACTIVE"}),
    ("iot", "DeleteCertificate", {"certificateId": "<id>"}),
    ("iot", "DetachThingPrincipal", {"thingName": "one", "principal": "<arn>"}),
    ("iot", "DetachThingPrincipal", {"thingName": "one", "principal": "<arn>"}),
    ("iot", "DeleteCertificate", {"certificateId": "<id>"}),
    ("iot", "DetachPolicy", {"policyName": "p", "target": "<arn>"}),
    ("iot", "DetachPolicy", {"policyName": "p", "target": "<arn>"}),
    ("iot", "DeleteCertificate", {"certificateId": "<id>"}),
    ("iot", "UpdateCertificate", {"certificateId": "<id>", "newStatus": "ACTIVE"}),
    ("iot", "CreatePolicyVersion", {"policyName": "p", "policyDocument": OTHER_POLICY, "setAsDefault": True}),
    ("iot", "CreatePolicyVersion", {"policyName": "p", "policyDocument": POLICY}),
    ("iot", "GetPolicy", {"policyName": "p"}),
    ("iot", "GetPolicyVersion", {"policyName": "p", "policyVersionId": "1"}),
    ("iot", "ListPolicyVersions", {"policyName": "p"}),
    ("iot", "DeletePolicy", {"policyName": "p"}),
    ("iot", "DeletePolicyVersion", {"policyName": "p", "policyVersionId": "9"}),
    ("iot", "DeletePolicyVersion", {"policyName": "p", "policyVersionId": "2"}),
    ("iot", "SetDefaultPolicyVersion", {"policyName": "p", "policyVersionId": "3"}),
    ("iot", "DeletePolicyVersion", {"policyName": "p", "policyVersionId": "1"}),
    ("iot", "DeletePolicyVersion", {"policyName": "p", "policyVersionId": "2"}),
    ("iot", "CreatePolicyVersion", {"policyName": "p", "policyDocument": POLICY}),
    ("iot", "ListPolicyVersions", {"policyName": "p"}),
    ("iot", "DeletePolicyVersion", {"policyName": "p", "policyVersionId": "4"}),
    ("iot", "DeletePolicy", {"policyName": "p"}),
    ("iot", "DeletePolicy", {"policyName": "p"}),
    ("iot", "DeleteThing", {"thingName": "one"}),
    ("iot", "DeleteThing", {"thingName": "two"}),
    ("iot", "ListThings", {}),
    ("iam", "CreateRole", {"RoleName": "rules", "AssumeRolePolicyDocument": TRUST}),
    ("iot", "CreateTopicRule", {"ruleName": "r", "topicRulePayload": RULE}),
    ("iot", "CreateTopicRule", {"ruleName": "r", "topicRulePayload": RULE}),
    ("iot", "CreateTopicRule", {"ruleName": "a-b", "topicRulePayload": RULE}),
    ("iot", "GetTopicRule", {"ruleName": "r"}),
    ("iot", "ListTopicRules", {}),
    ("iot", "DisableTopicRule", {"ruleName": "r"}),
    ("iot", "GetTopicRule", {"ruleName": "r"}),
    ("iot", "EnableTopicRule", {"ruleName": "r"}),
    ("iot", "ReplaceTopicRule", {"ruleName": "r", "topicRulePayload": dict(RULE, sql="SELECT * FROM 'other'")}),
    ("iot", "GetTopicRule", {"ruleName": "r"}),
    ("iot", "DeleteTopicRule", {"ruleName": "r"}),
    ("iam", "DeleteRole", {"RoleName": "rules"}),
    ("iot", "ListTopicRules", {}),

    ("ssm", "PutParameter", {"Name": "/load/key", "Value": "secret", "Type": "SecureString"}),
    ("ssm", "PutParameter", {"Name": "/load/key", "Value": "other", "Type": "SecureString"}),
    ("ssm", "PutParameter", {"Name": "/load/key", "Value": "other", "Type": "SecureString", "Overwrite": True}),
    ("ssm", "PutParameter", {"Name": "/load/text", "Value": "t", "Type": "String", "Description": "d"}),
    ("ssm", "GetParameter", {"Name": "/load/key", "WithDecryption": True}),
    ("ssm", "GetParameter", {"Name": "/load/text"}),
    ("ssm", "GetParameter", {"Name": "/load/none"}),
    ("ssm", "GetParameters", {"Names": ["/load/text", "/load/none"]}),
    ("ssm", "GetParametersByPath", {"Path": "/load", "WithDecryption": True}),
    ("ssm", "AddTagsToResource", {"ResourceType": "Parameter", "ResourceId": "/load/text", "Tags": [{"Key": "a", "Value": "1"}]}),
    ("ssm", "ListTagsForResource", {"ResourceType": "Parameter", "ResourceId": "/load/text"}),
    ("ssm", "DeleteParameter", {"Name": "/load/key"}),
    ("ssm", "DeleteParameter", {"Name": "/load/key"}),
    ("ssm", "DeleteParameters", {"Names": ["/load/text", "/load/none"]}),

    ("logs", "CreateLogGroup", {"logGroupName": "/aws/lambda/f", "tags": {"a": "1"}}),
    ("logs", "CreateLogGroup", {"logGroupName": "/aws/lambda/f"}),
    ("logs", "PutRetentionPolicy", {"logGroupName": "/aws/lambda/f", "retentionInDays": 7}),
    ("logs", "PutRetentionPolicy", {"logGroupName": "none", "retentionInDays": 7}),
    ("logs", "DescribeLogGroups", {"logGroupNamePrefix": "/aws/lambda"}),
    ("logs", "TagResource", {"resourceArn": "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/f", "tags": {"b": "2"}}),
    ("logs", "ListTagsForResource", {"resourceArn": "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/f"}),
    ("logs", "CreateLogStream", {"logGroupName": "/aws/lambda/f", "logStreamName": "s"}),
    ("logs", "CreateLogStream", {"logGroupName": "/aws/lambda/f", "logStreamName": "s"}),
    ("logs", "PutLogEvents", {"logGroupName": "/aws/lambda/f", "logStreamName": "s", "logEvents": [
        {"timestamp": NOW, "message": "one START"}, {"timestamp": NOW + 1, "message": "two"}, {"timestamp": NOW + 2, "message": "three START"}]}),
    ("logs", "GetLogEvents", {"logGroupName": "/aws/lambda/f", "logStreamName": "s", "startFromHead": True}),
    ("logs", "GetLogEvents", {"logGroupName": "/aws/lambda/f", "logStreamName": "none"}),
    ("logs", "FilterLogEvents", {"logGroupName": "/aws/lambda/f"}),
    ("logs", "FilterLogEvents", {"logGroupName": "/aws/lambda/f", "filterPattern": "START"}),
    ("logs", "FilterLogEvents", {"logGroupName": "/aws/lambda/f", "startTime": NOW + 1, "endTime": NOW + 1}),
    ("logs", "FilterLogEvents", {"logGroupName": "none"}),
    ("logs", "DescribeLogStreams", {"logGroupName": "/aws/lambda/f"}),
    ("logs", "DeleteRetentionPolicy", {"logGroupName": "/aws/lambda/f"}),
    ("logs", "DeleteLogGroup", {"logGroupName": "/aws/lambda/f"}),
    ("logs", "DeleteLogGroup", {"logGroupName": "/aws/lambda/f"}),

    ("iam", "CreateRole", {"RoleName": "function", "AssumeRolePolicyDocument": TRUST}),
    ("lambda", "CreateFunction", dict(MADE, Role="arn:aws:iam::123456789012:role/nobody")),
    ("lambda", "CreateFunction", MADE),
    ("lambda", "CreateFunction", MADE),
    ("lambda", "GetFunction", {"FunctionName": "f"}),
    ("lambda", "GetFunction", {"FunctionName": FUNCTION}),
    ("lambda", "GetFunction", {"FunctionName": "none"}),
    ("lambda", "GetFunctionConfiguration", {"FunctionName": "f", "Qualifier": "$LATEST"}),
    ("lambda", "UpdateFunctionConfiguration", {"FunctionName": "f", "Timeout": 900, "MemorySize": 512, "Description": "d"}),
    ("lambda", "UpdateFunctionConfiguration", {"FunctionName": "none", "Timeout": 900}),
    ("lambda", "UpdateFunctionCode", {"FunctionName": "f", "ZipFile": ZIP}),
    ("lambda", "ListFunctions", {}),
    ("lambda", "TagResource", {"Resource": FUNCTION, "Tags": {"b": "2"}}),
    ("lambda", "UntagResource", {"Resource": FUNCTION, "TagKeys": ["a"]}),
    ("lambda", "ListTags", {"Resource": FUNCTION}),
    ("lambda", "GetPolicy", {"FunctionName": "f"}),
    ("lambda", "AddPermission", {"FunctionName": "f", "StatementId": "s", "Action": "lambda:InvokeFunction", "Principal": "iot.amazonaws.com",
                                 "SourceArn": "arn:aws:iot:us-east-1:123456789012:rule/r", "SourceAccount": "123456789012"}),
    ("lambda", "GetPolicy", {"FunctionName": "f"}),
    ("lambda", "RemovePermission", {"FunctionName": "f", "StatementId": "s"}),
    ("lambda", "RemovePermission", {"FunctionName": "f", "StatementId": "s"}),
    ("lambda", "PutFunctionConcurrency", {"FunctionName": "f", "ReservedConcurrentExecutions": 5}),
    ("lambda", "GetFunctionConcurrency", {"FunctionName": "f"}),
    ("lambda", "DeleteFunctionConcurrency", {"FunctionName": "f"}),
    ("lambda", "GetFunctionConcurrency", {"FunctionName": "f"}),
    ("lambda", "GetFunctionEventInvokeConfig", {"FunctionName": "f"}),
    ("lambda", "PutFunctionEventInvokeConfig", {"FunctionName": "f", "MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60}),
    ("lambda", "GetFunctionEventInvokeConfig", {"FunctionName": "f"}),
    ("lambda", "DeleteFunctionEventInvokeConfig", {"FunctionName": "f"}),
    ("lambda", "DeleteFunction", {"FunctionName": "f"}),
    ("lambda", "DeleteFunction", {"FunctionName": "f"}),
    ("iam", "DeleteRole", {"RoleName": "function"}),

    ("cloudwatch", "PutMetricData", {"Namespace": "Load", "MetricData": [
        {k: v for k, v in dict(metric(), Timestamp=MINUTE, Value=7, Unit="Count").items() if k != "Namespace"},
        {k: v for k, v in dict(metric(), Timestamp=MINUTE + datetime.timedelta(minutes=1), Value=9, Unit="Count").items() if k != "Namespace"},
        {k: v for k, v in dict(metric("Latency"), Timestamp=MINUTE, Values=[10, 30], Counts=[3, 1], Unit="Milliseconds").items() if k != "Namespace"}]}),
    ("cloudwatch", "ListMetrics", {"Namespace": "Load", "MetricName": "PublishIn.Success"}),
    ("cloudwatch", "ListMetrics", {"Namespace": "Load", "Dimensions": [{"Name": "Protocol", "Value": "HTTP"}]}),
    ("cloudwatch", "GetMetricData", data(query("Sum"))),
    ("cloudwatch", "GetMetricData", data(query("Sum", "Latency"), query("Average", "Latency"), query("Maximum", "Latency"), query("SampleCount", "Latency"))),
    ("cloudwatch", "GetMetricData", data(query("Sum", "None"))),
    ("cloudwatch", "GetMetricData", data(query("Sum"), ScanBy="TimestampDescending")),
    ("cloudwatch", "GetMetricStatistics", dict(metric(), StartTime=MINUTE, EndTime=MINUTE + datetime.timedelta(minutes=5), Period=60, Statistics=["Sum"])),
    ("cloudwatch", "PutDashboard", {"DashboardName": "d", "DashboardBody": "{\"widgets\":[]}"}),
    ("cloudwatch", "GetDashboard", {"DashboardName": "d"}),
    ("cloudwatch", "ListDashboards", {}),
    ("cloudwatch", "DeleteDashboards", {"DashboardNames": ["d"]}),
    ("cloudwatch", "GetDashboard", {"DashboardName": "d"}),
    ("cloudwatch", "DeleteDashboards", {"DashboardNames": ["d"]}),
]

# Members whose values are made up, or a time.
MADE_UP = re.compile(
    r"(thingId|certificateId|certificateArn|certificatePem|PublicKey|PrivateKey|nextToken|NextToken|principals|targets|RoleId|Date|creationTime|"
    r"createdAt|generationId|notBefore|notAfter|LastModified|LastModifiedDate|LastUsed|SecretAccessKey|AccessKeyId|SessionToken|Expiration|AssumedRoleId|"
    r"ingestionTime|eventId|lastIngestionTime|nextForwardToken|nextBackwardToken|nextSequenceToken|uploadSequenceToken|storedBytes|UserId|RevisionId|Location)$", re.IGNORECASE)


def plain(value, name=""):
    if MADE_UP.search(name):
        return "<%s>" % type(value).__name__
    if isinstance(value, dict):
        return {key: plain(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, str) and value.startswith("{"):
        return plain(json.loads(value))
    if isinstance(value, datetime.datetime):
        return "minute %+d" % ((value - MINUTE).total_seconds() // 60)
    return value


def filled(value, kept):
    if isinstance(value, dict):
        return {key: filled(item, kept) for key, item in value.items()}
    return kept[value[1:-1]] if isinstance(value, str) and value[1:-1] in kept and value[0] == "<" else value


def main(url, key, secret, region):
    session = botocore.session.get_session()
    clients = {}
    kept = {}
    for service, operation, parameters, *keep in CALLS:
        if service not in clients:
            clients[service] = session.create_client(
                service, region_name=region, endpoint_url=url, aws_access_key_id=key, aws_secret_access_key=secret,
                config=Config(retries={"total_max_attempts": 1}, parameter_validation=True))
        client = clients[service]
        method = getattr(client, next(name for name, wire in client.meta.method_to_api_mapping.items() if wire == operation))
        try:
            answer = method(**filled(parameters, kept))
            status = answer.pop("ResponseMetadata")["HTTPStatusCode"]
            for name, member in (keep[0] if keep else {}).items():
                kept[name] = answer[member]
            print(json.dumps({"call": service + "." + operation, "status": status, "answer": plain(answer)}))
        except ClientError as error:
            print(json.dumps({"call": service + "." + operation, "status": error.response["ResponseMetadata"]["HTTPStatusCode"], "error": error.response["Error"]["Code"]}))


if __name__ == "__main__":
    main(*sys.argv[1:5])
