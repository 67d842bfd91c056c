// AWS's device client, as many publishes under way on a connection as the window holds, and nothing recorded.
// node publish.js <port> <connections> <window> <bytes of a payload> <settle, s> <measured, s> <QoS>
const { io, mqtt } = require("aws-crt");

const [port, connections, window, size, settle, measured, qos] = process.argv.slice(2).map(Number);
const payload = "x".repeat(size);
const client = new mqtt.MqttClient(new io.ClientBootstrap());
let completed = 0;
let over = false;

async function connect(number) {
  const connection = client.new_connection({
    client_id: `aws-${process.pid}-${number}`, host_name: "127.0.0.1", port, clean_session: true, keep_alive: 30,
    socket_options: new io.SocketOptions(),
  });
  await connection.connect();
  return connection;
}

async function publish(connection, number) {
  while (!over) {
    await connection.publish(`loadtest/20260101-000000-awsd/${number}`, payload, qos);
    completed++;
  }
}

const sleep = seconds => new Promise(resolve => setTimeout(resolve, 1000 * seconds));
const sample = () => ({ completed, cpu: process.cpuUsage(), time: process.hrtime.bigint() });

(async () => {
  const all = [];
  for (let number = 0; number < connections; number++) all.push(await connect(number));
  const running = all.flatMap((connection, number) => Array.from({ length: window }, () => publish(connection, number)));
  await sleep(settle);
  const begin = sample();
  await sleep(measured);
  const end = sample();
  over = true;
  await Promise.all(running);
  await Promise.all(all.map(connection => connection.disconnect()));
  const messages = end.completed - begin.completed;
  const cpu = end.cpu.user + end.cpu.system - begin.cpu.user - begin.cpu.system;
  console.log(JSON.stringify({
    Rate: messages / (Number(end.time - begin.time) / 1e9), CpuPerMessage: cpu / messages, WorkingSet: process.memoryUsage().rss,
    LagP50: null, LagP99: null,
  }));
})();
