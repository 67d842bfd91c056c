// AWS's own device client against the sandbox: connects, subscribes, publishes, receives, loses its connection, comes back and
// goes on. What happens is one word a line on standard output; the test reads along.
'use strict';

const { auth, iot, mqtt, mqtt5 } = require('aws-iot-device-sdk-v2');
const { once } = require('events');

const o = JSON.parse(process.argv[2]);
const say = text => process.stdout.write(text + '\n');
const credentials = () => auth.AwsCredentialsProvider.newStatic(o.accessKey, o.secretKey, o.token || undefined);

async function old() {
  const builder = o.mode === 'websocket'
    ? iot.AwsIotMqttConnectionConfigBuilder.new_with_websockets({ region: o.region, credentials_provider: credentials() })
    : iot.AwsIotMqttConnectionConfigBuilder.new_mtls_builder_from_path(o.certificate, o.key);
  builder.with_certificate_authority_from_path(undefined, o.ca);
  builder.with_endpoint(o.host);
  builder.with_port(o.port);
  builder.with_client_id(o.clientId);
  builder.with_clean_session(false);
  builder.with_keep_alive_seconds(30);
  builder.with_reconnect_min_sec(1);
  builder.with_reconnect_max_sec(2);
  const connection = new mqtt.MqttClient().new_connection(builder.build());
  connection.on('interrupt', () => say('interrupted'));
  connection.on('error', error => say('error ' + error));
  await connection.connect();
  say('connected');
  const topic = `device/${o.clientId}`;
  const granted = await connection.subscribe(topic, mqtt.QoS.AtLeastOnce, (_, payload) => connection.emit('got', Buffer.from(payload).toString()));
  say('granted ' + granted.qos);
  const send = async text => {
    const got = once(connection, 'got');
    await connection.publish(topic, text, mqtt.QoS.AtLeastOnce);
    say('received ' + (await got)[0]);
  };
  await send('one');
  const resumed = once(connection, 'resume');
  say('ready');
  const [code, present] = await resumed;
  say(`resumed ${code} ${present}`);
  await send('two');
  await connection.disconnect();
}

async function five() {
  const builder = o.mode === 'websocket'
    ? iot.AwsIotMqtt5ClientConfigBuilder.newWebsocketMqttBuilderWithSigv4Auth(o.host, { region: o.region, credentialsProvider: credentials() })
    : iot.AwsIotMqtt5ClientConfigBuilder.newDirectMqttBuilderWithMtlsFromPath(o.host, o.certificate, o.key);
  builder.withCertificateAuthorityFromPath(undefined, o.ca);
  builder.withPort(o.port);
  builder.withConnectProperties({ clientId: o.clientId, keepAliveIntervalSeconds: 30, sessionExpiryIntervalSeconds: 600 });
  builder.withSessionBehavior(mqtt5.ClientSessionBehavior.RejoinPostSuccess);
  builder.withMinReconnectDelayMs(1000);
  builder.withMaxReconnectDelayMs(2000);
  const client = new mqtt5.Mqtt5Client(builder.build());
  client.on('connectionFailure', event => say('failure ' + event.error));
  client.once('disconnection', () => say('interrupted'));
  const first = once(client, 'connectionSuccess');
  client.start();
  const [success] = await first;
  say('connected');
  const topic = `device/${o.clientId}`;
  const suback = await client.subscribe({ subscriptions: [{ topicFilter: topic, qos: mqtt5.QoS.AtLeastOnce }] });
  say('granted ' + suback.reasonCodes[0]);
  say('limits ' + success.settings.receiveMaximumFromServer + ' ' + success.settings.maximumPacketSizeToServer);
  const send = async text => {
    const got = once(client, 'messageReceived');
    await client.publish({ topicName: topic, qos: mqtt5.QoS.AtLeastOnce, payload: text, contentType: 'text/plain' });
    const [{ message }] = await got;
    say('received ' + Buffer.from(message.payload).toString());
  };
  await send('one');
  const again = once(client, 'connectionSuccess');
  say('ready');
  const [back] = await again;
  say(`resumed ${back.connack.reasonCode} ${back.connack.sessionPresent}`);
  await send('two');
  const stopped = once(client, 'stopped');
  client.stop();
  await stopped;
  client.close();
}

(o.version === 5 ? five() : old()).then(() => { say('done'); process.exit(0); }, error => { say('error ' + (error.stack || error)); process.exit(1); });
