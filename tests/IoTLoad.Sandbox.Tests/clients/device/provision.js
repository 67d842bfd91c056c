// AWS's own client of fleet provisioning against the sandbox: what the service answers, one JSON document a line.
'use strict';

const { iot, iotidentity, mqtt } = require('aws-iot-device-sdk-v2');

const o = JSON.parse(process.argv[2]);
const say = what => process.stdout.write(JSON.stringify(what) + '\n');

function answer(accept, reject, send) {
  return new Promise(async (resolve, fail) => {
    const heard = (error, response) => error ? fail(error) : resolve(response);
    await accept(heard);
    await reject(heard);
    await send();
  });
}

async function main() {
  const builder = iot.AwsIotMqttConnectionConfigBuilder.new_mtls_builder_from_path(o.certificate, o.key);
  builder.with_certificate_authority_from_path(undefined, o.ca);
  builder.with_endpoint(o.host);
  builder.with_port(o.port);
  builder.with_client_id('claimant');
  builder.with_clean_session(true);
  const connection = new mqtt.MqttClient().new_connection(builder.build());
  await connection.connect();
  const identity = new iotidentity.IotIdentityClient(connection);
  const qos = mqtt.QoS.AtLeastOnce;
  const keys = await answer(
    heard => identity.subscribeToCreateKeysAndCertificateAccepted({}, qos, heard),
    heard => identity.subscribeToCreateKeysAndCertificateRejected({}, qos, (error, refused) => heard(error, { refused })),
    () => identity.publishCreateKeysAndCertificate({}, qos));
  say(keys);
  for (const template of o.templates) {
    const request = { templateName: template, certificateOwnershipToken: keys.certificateOwnershipToken, parameters: { Serial: '7' } };
    say(await answer(
      heard => identity.subscribeToRegisterThingAccepted(request, qos, heard),
      heard => identity.subscribeToRegisterThingRejected(request, qos, (error, refused) => heard(error, { refused })),
      () => identity.publishRegisterThing(request, qos)));
  }
  await connection.disconnect();
}

main().catch(error => { process.stderr.write(`${error}\n`); process.exit(1); });
