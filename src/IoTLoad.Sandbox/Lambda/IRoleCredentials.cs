using IoTLoad.Sandbox.Identity;

namespace IoTLoad.Sandbox.Lambda;

/// <summary>Roles, as far as functions need them.</summary>
public interface IRoleCredentials
{
    /// <summary>Whether a role exists and trusts a service.</summary>
    /// <param name="roleArn">ARN of the role.</param>
    /// <param name="service">Service, such as <c>lambda.amazonaws.com</c>.</param>
    bool Trusts(string roleArn, string service);

    /// <summary>Makes temporary credentials of a role.</summary>
    /// <param name="roleArn">ARN of the role.</param>
    /// <param name="sessionName">Name of the session.</param>
    /// <exception cref="RefusedException">There is no such role.</exception>
    AccessKey Assume(string roleArn, string sessionName);
}
