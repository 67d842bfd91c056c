// What somebody who rehearses a load test does, with AWS's own clients, unchanged but for the endpoint.
// Usage: node story.js '{"url":…,"accessKey":…,"secretKey":…,"region":…,"account":…,"zip":"path of a function"}'
// Prints one line of JSON for each step.
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as iam from '@aws-sdk/client-iam';
import * as iot from '@aws-sdk/client-iot';
import * as data from '@aws-sdk/client-iot-data-plane';
import * as lambda from '@aws-sdk/client-lambda';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';

const given = JSON.parse(process.argv[2]);
const config = {
  endpoint: given.url,
  region: given.region,
  credentials: { accessKeyId: given.accessKey, secretAccessKey: given.secretKey },
  maxAttempts: 1,
};
const say = (step, answer) => console.log(JSON.stringify({ step, answer }));

async function refusal(step, call) {
  try {
    await call();
    say(step, 'accepted');
  } catch (error) {
    say(step, error.name);
  }
}

async function eventually(read, isDone) {
  for (;;) {
    const answer = await read();
    if (isDone(answer)) {
      return answer;
    }
    // There is no event for "AWS shows it now".
    await pause(100);
  }
}

// Who it is.
const callers = new sts.STSClient(config);
say('caller', (await callers.send(new sts.GetCallerIdentityCommand({}))).Account);

// A device.
const control = new iot.IoTClient(config);
await control.send(new iot.CreateThingCommand({ thingName: 'js-thing', attributePayload: { attributes: { site: 'a' } } }));
const made = await control.send(new iot.CreateKeysAndCertificateCommand({ setAsActive: true }));
const document = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }] });
await control.send(new iot.CreatePolicyCommand({ policyName: 'js-policy', policyDocument: document }));
await control.send(new iot.AttachPolicyCommand({ policyName: 'js-policy', target: made.certificateArn }));
await control.send(new iot.AttachThingPrincipalCommand({ thingName: 'js-thing', principal: made.certificateArn }));
const described = await control.send(new iot.DescribeCertificateCommand({ certificateId: made.certificateId }));
say('certificate', [described.certificateDescription.status, described.certificateDescription.creationDate instanceof Date]);
say('principals', (await control.send(new iot.ListThingPrincipalsCommand({ thingName: 'js-thing' }))).principals.length);
say('endpoint', (await control.send(new iot.DescribeEndpointCommand({ endpointType: 'iot:Data-ATS' }))).endpointAddress);

// A function, which runs.
const roles = new iam.IAMClient(config);
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const role = await roles.send(new iam.CreateRoleCommand({ RoleName: 'js-role', AssumeRolePolicyDocument: trust }));
await roles.send(new iam.PutRolePolicyCommand({
  RoleName: 'js-role',
  PolicyName: 'logs',
  PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }] }),
}));
const functions = new lambda.LambdaClient(config);
const created = await functions.send(new lambda.CreateFunctionCommand({
  FunctionName: 'js-function',
  Runtime: 'provided.al2023',
  Handler: 'bootstrap',
  Role: role.Role.Arn,
  Code: { ZipFile: readFileSync(given.zip) },
  Timeout: 30,
}));
say('function', created.FunctionArn);
await eventually(() => functions.send(new lambda.GetFunctionConfigurationCommand({ FunctionName: 'js-function' })), answer => answer.State === 'Active');
const invoked = await functions.send(new lambda.InvokeCommand({ FunctionName: 'js-function', Payload: JSON.stringify({ number: 7 }) }));
say('invoked', [invoked.StatusCode, JSON.parse(Buffer.from(invoked.Payload)).event]);

// A rule that starts it, and a message that starts the rule.
await functions.send(new lambda.AddPermissionCommand({
  FunctionName: 'js-function',
  StatementId: 'rule',
  Action: 'lambda:InvokeFunction',
  Principal: 'iot.amazonaws.com',
  SourceArn: `arn:aws:iot:${given.region}:${given.account}:rule/js_rule`,
}));
await control.send(new iot.CreateTopicRuleCommand({
  ruleName: 'js_rule',
  topicRulePayload: {
    sql: "SELECT *, topic(2) AS part FROM 'js/+'",
    awsIotSqlVersion: '2016-03-23',
    actions: [{ lambda: { functionArn: created.FunctionArn } }],
  },
}));
const messages = new data.IoTDataPlaneClient(config);
await messages.send(new data.PublishCommand({ topic: 'js/one', qos: 1, payload: JSON.stringify({ from: 'rule' }) }));
const lines = new logs.CloudWatchLogsClient(config);
const found = await eventually(
  () => lines.send(new logs.FilterLogEventsCommand({ logGroupName: '/aws/lambda/js-function', filterPattern: 'rule' })),
  answer => answer.events.length > 0);
say('log line', found.events[0].message.trim());

// What was counted.
const metrics = new cloudwatch.CloudWatchClient(config);
const minute = 60_000;
const read = (namespace, name, dimension, value) => metrics.send(new cloudwatch.GetMetricDataCommand({
  StartTime: new Date(Date.now() - 10 * minute),
  EndTime: new Date(Date.now() + 2 * minute),
  MetricDataQueries: [{
    Id: 'q',
    MetricStat: { Metric: { Namespace: namespace, MetricName: name, Dimensions: [{ Name: dimension, Value: value }] }, Period: 60, Stat: 'Sum' },
  }],
}));
const sum = answer => answer.MetricDataResults[0].Values.reduce((a, b) => a + b, 0);
say('published', sum(await read('AWS/IoT', 'PublishIn.Success', 'Protocol', 'HTTP')));
say('invocations', sum(await eventually(() => read('AWS/Lambda', 'Invocations', 'FunctionName', 'js-function'), answer => sum(answer) === 2)));
await metrics.send(new cloudwatch.PutMetricDataCommand({ Namespace: 'Js', MetricData: [{ MetricName: 'm', Value: 3, Timestamp: new Date() }] }));
say('metrics', (await metrics.send(new cloudwatch.ListMetricsCommand({ Namespace: 'Js' }))).Metrics.length);
await refusal('no dashboard', () => metrics.send(new cloudwatch.GetDashboardCommand({ DashboardName: 'none' })));

// A secret.
const parameters = new ssm.SSMClient(config);
await parameters.send(new ssm.PutParameterCommand({ Name: '/js/key', Value: 'v', Type: 'SecureString' }));
say('parameter', (await parameters.send(new ssm.GetParameterCommand({ Name: '/js/key', WithDecryption: true }))).Parameter.Value);

// What is to be refused.
const wrong = { ...config, credentials: { ...config.credentials, secretAccessKey: 'wrong' } };
const unknown = { ...config, credentials: { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' } };
const late = { ...config, systemClockOffset: -20 * minute };
await refusal('tampered', () => new iot.IoTClient(wrong).send(new iot.ListThingsCommand({})));
await refusal('unknown key', () => new iot.IoTClient(unknown).send(new iot.ListThingsCommand({})));
await refusal('expired', () => new iot.IoTClient(late).send(new iot.ListThingsCommand({})));
await refusal('tampered message', () => new data.IoTDataPlaneClient(wrong).send(new data.PublishCommand({ topic: 'a' })));
await refusal('tampered metric', () => new cloudwatch.CloudWatchClient(wrong).send(new cloudwatch.ListMetricsCommand({})));
await refusal('tampered role', () => new iam.IAMClient(wrong).send(new iam.ListRolesCommand({})));
await refusal('not known', () => control.send(new iot.ListThingTypesCommand({})));

// And away with it.
await control.send(new iot.DeleteTopicRuleCommand({ ruleName: 'js_rule' }));
await functions.send(new lambda.DeleteFunctionCommand({ FunctionName: 'js-function' }));
await roles.send(new iam.DeleteRolePolicyCommand({ RoleName: 'js-role', PolicyName: 'logs' }));
await roles.send(new iam.DeleteRoleCommand({ RoleName: 'js-role' }));
await control.send(new iot.DetachThingPrincipalCommand({ thingName: 'js-thing', principal: made.certificateArn }));
await control.send(new iot.DeleteThingCommand({ thingName: 'js-thing' }));
say('things', (await control.send(new iot.ListThingsCommand({}))).things.length);
