// Which features of MQTT 5 a broker has, seen by MQTT.js: a line for each, "yes" or "no" and its name.
const mqtt = require('mqtt');

const url = process.argv[2];
let count = 0;
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** A client that is connected; what it has received is in its seen and packets. */
async function connect(options = {}) {
  const client = mqtt.connect(url, {
    protocolVersion: 5, reconnectPeriod: 0, connectTimeout: 5000, clientId: `probe-${process.pid}-${++count}`, ...options,
  });
  client.seen = [];
  client.packets = [];
  client.on('message', (topic, payload, packet) => client.seen.push(packet));
  client.on('packetreceive', (packet) => client.packets.push(packet));
  client.on('error', () => {});
  await new Promise((done, fail) => {
    client.once('connect', done);
    client.once('close', () => fail(new Error('The broker closed the connection.')));
  });
  return client;
}

/** Waits until a client has that many messages; false if they do not come. */
async function sees(client, messages = 1, patience = 1500) {
  for (let waited = 0; waited < patience && client.seen.length < messages; waited += 20) {
    await wait(20);
  }
  return client.seen.length >= messages;
}

/** A subscriber that gets what a second client publishes. */
async function passes(topic, publish, subscribe = { qos: 1 }, filter = topic) {
  const [subscriber, publisher] = [await connect(), await connect()];
  await subscriber.subscribeAsync(filter, subscribe);
  await publisher.publishAsync(topic, 'x', { qos: 1, ...publish });
  return await sees(subscriber) ? subscriber.seen[0] : null;
}

/** A session that is left with a subscription, while something is published, and taken up again. */
async function kept(expiry, pause, publish = {}) {
  const id = { clientId: `kept-${process.pid}-${++count}`, clean: false, properties: { sessionExpiryInterval: expiry } };
  const first = await connect(id);
  await first.subscribeAsync(`kept/${id.clientId}`, { qos: 1 });
  await first.endAsync(true);
  await (await connect()).publishAsync(`kept/${id.clientId}`, 'x', { qos: 1, ...publish });
  await wait(pause);
  const again = await connect(id);
  return { came: await sees(again, 1, 700), again };
}

const features = {
  'user properties are passed on': async () => (await passes('a/1', { properties: { userProperties: { a: 'b' } } }))
    ?.properties?.userProperties?.a === 'b',
  'content type, response topic and correlation data are passed on': async () => {
    const properties = { contentType: 'text/plain', responseTopic: 'r', correlationData: Buffer.from('c') };
    const got = (await passes('a/2', { properties }))?.properties;
    return got?.contentType === 'text/plain' && got.responseTopic === 'r' && got.correlationData.toString() === 'c';
  },
  'payload format is passed on': async () => (await passes('a/3', { properties: { payloadFormatIndicator: true } }))
    ?.properties?.payloadFormatIndicator === true,
  'retained messages are kept': async () => {
    await (await connect()).publishAsync('r/1', 'x', { qos: 1, retain: true });
    const client = await connect();
    await client.subscribeAsync('r/1', { qos: 1 });
    return sees(client);
  },
  'retain handling: not at subscribing': async () => {
    await (await connect()).publishAsync('r/2', 'x', { qos: 1, retain: true });
    const client = await connect();
    await client.subscribeAsync('r/2', { qos: 1, rh: 2 });
    return !await sees(client, 1, 700);
  },
  'retain as published': async () => (await passes('r/3', { retain: true }, { qos: 1, rap: true }))?.retain === true,
  'no local': async () => {
    const client = await connect();
    await client.subscribeAsync('n/1', { qos: 1, nl: true });
    await client.publishAsync('n/1', 'x', { qos: 1 });
    return !await sees(client, 1, 700);
  },
  'subscription identifiers': async () => (await passes('s/1', {}, { qos: 1, properties: { subscriptionIdentifier: 7 } }))
    ?.properties?.subscriptionIdentifier === 7,
  'shared subscriptions': async () => {
    const members = [await connect(), await connect()];
    for (const member of members) {
      await member.subscribeAsync('$share/g/sh/1', { qos: 1 });
    }
    const publisher = await connect();
    for (let i = 0; i < 20; i++) {
      await publisher.publishAsync('sh/1', `${i}`, { qos: 1 });
    }
    await wait(700);
    return members[0].seen.length + members[1].seen.length === 20;
  },
  'topic aliases of publishers': async () => {
    const [subscriber, publisher] = [await connect(), await connect()];
    if (!publisher.packets[0].properties?.topicAliasMaximum) {
      return false;
    }
    await subscriber.subscribeAsync('t/1', { qos: 1 });
    await publisher.publishAsync('t/1', 'x', { qos: 1, properties: { topicAlias: 1 } });
    await publisher.publishAsync('', 'y', { qos: 1, properties: { topicAlias: 1 } });
    return sees(subscriber, 2);
  },
  'assigned client IDs': async () => !!(await connect({ clientId: '' })).packets[0].properties?.assignedClientIdentifier,
  'a session is kept until it expires': async () => (await kept(60, 100)).came,
  'a session expires': async () => !(await kept(1, 2500)).came,
  'message expiry': async () => !(await kept(60, 2500, { properties: { messageExpiryInterval: 1 } })).came,
  'last will': async () => {
    const subscriber = await connect();
    await subscriber.subscribeAsync('w/1', { qos: 1 });
    (await connect({ will: { topic: 'w/1', payload: 'x', qos: 1 } })).stream.destroy();
    return sees(subscriber);
  },
  'the delay of a last will': async () => {
    const subscriber = await connect();
    await subscriber.subscribeAsync('w/2', { qos: 1 });
    (await connect({
      properties: { sessionExpiryInterval: 60 }, will: { topic: 'w/2', payload: 'x', qos: 1, properties: { willDelayInterval: 2 } },
    })).stream.destroy();
    return !await sees(subscriber, 1, 1000) && sees(subscriber, 1, 3000);
  },
  'no last will after DISCONNECT': async () => {
    const subscriber = await connect();
    await subscriber.subscribeAsync('w/3', { qos: 1 });
    await (await connect({ will: { topic: 'w/3', payload: 'x', qos: 1 } })).endAsync();
    return !await sees(subscriber, 1, 700);
  },
  'the receive maximum of subscribers': async () => {
    const subscriber = await connect({ properties: { receiveMaximum: 2 }, customHandleAcks: () => {} });
    await subscriber.subscribeAsync('m/1', { qos: 1 });
    const publisher = await connect();
    for (let i = 0; i < 5; i++) {
      await publisher.publishAsync('m/1', 'x', { qos: 1 });
    }
    await wait(700);
    return subscriber.seen.length <= 2;
  },
  'the maximum packet size of subscribers': async () => {
    const subscriber = await connect({ properties: { maximumPacketSize: 200 } });
    await subscriber.subscribeAsync('m/2', { qos: 1 });
    await (await connect()).publishAsync('m/2', 'x'.repeat(1000), { qos: 1 });
    return !await sees(subscriber, 1, 700) && subscriber.connected;
  },
  'reason for a message without subscribers': async () => {
    const client = await connect();
    await client.publishAsync('nobody', 'x', { qos: 1 });
    return client.packets.some((packet) => packet.cmd === 'puback' && packet.reasonCode === 16);
  },
  'takeover is told to the first client': async () => {
    const first = await connect({ clientId: `twice-${process.pid}` });
    await connect({ clientId: `twice-${process.pid}` });
    await wait(300);
    return first.packets.some((packet) => packet.cmd === 'disconnect' && packet.reasonCode === 142);
  },
};

(async () => {
  for (const [name, has] of Object.entries(features)) {
    let yes = false;
    try {
      yes = await has();
    } catch (error) {
      yes = false;
      if (process.env.PROBE_ERRORS) console.error(name, error);
    }
    console.log(`${yes ? 'yes' : 'no'} ${name}`);
  }
  process.exit(0);
})();
