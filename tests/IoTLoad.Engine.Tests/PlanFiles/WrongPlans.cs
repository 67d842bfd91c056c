namespace IoTLoad.Engine.Tests.PlanFiles;

/// <summary>Plan files that the reader and the schema must both refuse, with the place that the reader must name and a part of what it says.</summary>
internal static class WrongPlans
{
    public static TheoryData<string, int, int, string> All => new()
    {
        { "devics: { count: 5 }", 1, 1, "Did you mean 'devices'?" },
        { "devices:\n  cout: 5", 2, 3, "Did you mean 'count'?" },
        { "devices:\n  count: many", 2, 10, "'devices.count' must be a whole number, and is 'many'" },
        { "devices:\n  count: 1.5", 2, 10, "a whole number" },
        { "devices: 100", 1, 10, "'devices' must be fields" },
        { "devices: [1]", 1, 10, "'devices' must be fields" },
        { "devices:\n  connectRate: fast", 2, 16, "a number" },
        { "devices:\n  connectRate: 1,5", 2, 16, "a number" },
        { "devices:\n  reconnectMinDelay: 5", 2, 22, "a duration with its unit" },
        { "drainTime: soon", 1, 12, "a duration with its unit" },
        { "drainTime: 10 seconds", 1, 12, "a duration with its unit" },
        { "protocol: Mqt", 1, 11, "Did you mean Mqtt?" },
        { "protocol: Amqp", 1, 11, "one of Mqtt, MqttWebSocket, Http" },
        { "arrival: Poison", 1, 10, "Did you mean Poisson?" },
        { "traffic:\n  pattern: Roundtrips", 2, 12, "Did you mean RoundTrip?" },
        { "traffic:\n  retain: yes", 2, 11, "true or false" },
        { "traffic:\n  QoS: 1", 2, 3, "Did you mean 'qoS'?" },
        { "traffic:\n  topic: [a, b]", 2, 10, "a single value" },
        { "endpoints: [localhost]", 1, 13, "a URI" },
        { "endpoints: { host: a }", 1, 12, "a single value" },
        { "session:\n  version: 4", 2, 12, "3.1.1" },
        { "session:\n  password: secret", 2, 3, "a plan file holds none" },
        { "session:\n  will: none", 2, 9, "'session.will' must be fields" },
        { "tls:\n  skipCertificateCheck: 1", 2, 25, "true or false" },
        { "stages:\n  - 30s", 2, 5, "'stages' must be a stage" },
        { "stages:\n  - { rate: 5 }", 2, 5, "no duration" },
        { "stages:\n  - { duration: 5s }", 2, 5, "no rate" },
        { "stages:\n  - { duration: 5s, rate: x }", 2, 27, "'stages.rate' must be a number" },
        { "stages:\n  - { duration: 5s, rate: 5, startRate: 1 }", 2, 41, "holds it" },
        { "stages:\n  - { duration: 5s, speed: 5 }", 2, 21, "a stage has no field 'speed'" },
        { "payload:\n  kind: Random", 2, 9, "one of Reference, Fixed, Template" },
        { "seed: abc", 1, 7, "a whole number" },
        { "variables: 5", 1, 12, "expected variables" },
        { "variables:\n  rate: [1]", 2, 9, "not a single value" },
        { "- a", 1, 1, "expected the fields of a plan" },
    };
}
