using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>The subnets and security groups that a function runs in.</summary>
public class VpcConfig
{
    internal static readonly Structure<VpcConfig> Shape = new()
    {
        { "SubnetIds", Shapes.Texts, r => r.SubnetIds, (r, v) => r.SubnetIds = v },
        { "SecurityGroupIds", Shapes.Texts, r => r.SecurityGroupIds, (r, v) => r.SecurityGroupIds = v },
        { "Ipv6AllowedForDualStack", Shapes.Flag, r => r.Ipv6AllowedForDualStack, (r, v) => r.Ipv6AllowedForDualStack = v },
    };

    /// <summary>IDs of the subnets.</summary>
    public List<string>? SubnetIds { get; set; }

    /// <summary>IDs of the security groups.</summary>
    public List<string>? SecurityGroupIds { get; set; }

    /// <summary>Whether IPv6 is allowed in dual-stack subnets.</summary>
    public bool? Ipv6AllowedForDualStack { get; set; }
}
