using IoTLoad.Engine;
using IotAction = Amazon.IoT.Model.Action;

namespace IoTLoad.Aws.Deployment;

/// <summary>What a topic rule does to deliver to a target, and the rights that its role needs for that.</summary>
internal static class DownstreamAction
{
    /// <exception cref="LoadException">DownstreamUnknown, DownstreamElsewhere, KafkaIncomplete.</exception>
    public static IotAction Of(DownstreamTarget target, string roleArn, AwsCaller aws) => Here(Split(target), target, aws) switch
    {
        { Service: "kinesis" } arn => new()
        {
            Kinesis = new() { RoleArn = roleArn, StreamName = arn.Name("stream/"), PartitionKey = "${newuuid()}" },
        },
        { Service: "firehose" } arn => new()
        {
            Firehose = new() { RoleArn = roleArn, DeliveryStreamName = arn.Name("deliverystream/"), Separator = "\n" },
        },
        { Service: "sqs" } arn => new()
        {
            Sqs = new()
            {
                RoleArn = roleArn,
                QueueUrl = $"https://sqs.{arn.Region}.{Domain(arn.Partition)}/{arn.Account}/{arn.Resource}",
                UseBase64 = false,
            },
        },
        { Service: "s3" } arn => new()
        {
            S3 = new() { RoleArn = roleArn, BucketName = arn.Bucket, Key = $"{arn.KeyPrefix}${{topic()}}/${{timestamp()}}-${{newuuid()}}" },
        },
        { Service: "iot" } => Kafka(target),
        _ => throw Unknown(target),
    };

    /// <summary>What the rules' role has to be allowed.</summary>
    /// <exception cref="LoadException">DownstreamUnknown.</exception>
    public static IEnumerable<(string[] Actions, string[] Resources)> RightsOf(DownstreamTarget target) => Split(target) switch
    {
        { Service: "kinesis" } => [(["kinesis:PutRecord", "kinesis:PutRecords"], [target.Arn])],
        { Service: "firehose" } => [(["firehose:PutRecord", "firehose:PutRecordBatch"], [target.Arn])],
        { Service: "sqs" } => [(["sqs:SendMessage"], [target.Arn])],
        { Service: "s3" } arn => [(["s3:PutObject"], [$"arn:{arn.Partition}:s3:::{arn.Bucket}/{arn.KeyPrefix}*"])],

        // A VPC destination has a role of its own.
        { Service: "iot" } => [],
        _ => throw Unknown(target),
    };

    // Streams are named without their region and account in a rule, so that another one's would be written to in silence, or not found.
    private static ArnParts Here(ArnParts arn, DownstreamTarget target, AwsCaller aws)
    {
        var here = arn.Partition == aws.Partition && (arn.Region == aws.Region || arn.Service == "s3")
            && (arn.Account == aws.Account || arn.Service is "s3" or "sqs");
        return here ? arn : throw LoadException.InvalidInput(
            "DownstreamElsewhere",
            $"'{target.Arn}' is of another region or account than the rule that would deliver to it: {aws.Region}, {aws.Account}.",
            "Give a target in the function's region and account.", target.Arn);
    }

    private static IotAction Kafka(DownstreamTarget target) =>
        target.KafkaTopic is not null && target.KafkaProperties.ContainsKey("bootstrap.servers")
        ? new()
        {
            Kafka = new() { DestinationArn = target.Arn, Topic = target.KafkaTopic, ClientProperties = new(target.KafkaProperties) },
        }
        : throw LoadException.InvalidInput(
            "KafkaIncomplete", $"For Kafka behind {target.Arn}, a topic and bootstrap.servers are needed.",
            "Give -KafkaTopic, and -KafkaProperty @{ 'bootstrap.servers' = 'host:9094'; … }.", target.Arn);

    private static ArnParts Split(DownstreamTarget target)
    {
        var parts = target.Arn.Split(':', 6);
        return parts is ["arn", var partition, var service, var region, var account, var resource] && resource.Length > 0
            ? new ArnParts(partition, service, region, account, resource)
            : throw Unknown(target);
    }

    private static string Domain(string partition) => partition == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";

    private static LoadException Unknown(DownstreamTarget target) => LoadException.InvalidInput(
        "DownstreamUnknown", $"'{target.Arn}' is no target that a topic rule of IoTLoad delivers to.",
        "Give the ARN of a Kinesis stream, Firehose delivery stream, SQS queue, S3 bucket, or VPC rule destination for Kafka.",
        target.Arn);

    private sealed record ArnParts(string Partition, string Service, string Region, string Account, string Resource)
    {
        public string Bucket => Resource.Split('/', 2)[0];

        /// <summary>What object keys begin with.</summary>
        public string KeyPrefix => Resource.Split('/', 2) is [_, { Length: > 0 } prefix] ? prefix.TrimEnd('/') + "/" : "";

        /// <summary>The resource without what says its type.</summary>
        public string Name(string type) => Resource.StartsWith(type, StringComparison.Ordinal) ? Resource[type.Length..] : Resource;
    }
}
