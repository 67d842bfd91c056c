using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>The topic rules, as far as the control plane needs them.</summary>
internal interface ITopicRules
{
    /// <summary>Makes a rule.</summary>
    /// <param name="name">Name.</param>
    /// <param name="payload">What it selects and does, as TopicRulePayload has it.</param>
    /// <exception cref="RefusedException">There is one of the name, or the statement or an action is not known.</exception>
    void Create(string name, Document payload);

    /// <summary>Replaces a rule as a whole.</summary>
    /// <exception cref="RefusedException">There is none of the name, or the statement or an action is not known.</exception>
    void Replace(string name, Document payload);

    /// <summary>Switches a rule on or off.</summary>
    /// <exception cref="RefusedException">There is none of the name.</exception>
    void Switch(string name, bool on);

    /// <summary>Deletes a rule.</summary>
    /// <exception cref="RefusedException">There is none of the name.</exception>
    void Delete(string name);

    /// <summary>All rules, in the order of their making.</summary>
    IReadOnlyList<TopicRuleDescription> List();
}
