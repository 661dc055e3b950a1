// One of several hosts: host algo-1 listens, the others come to it by its name. What each does is in its environment.
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';

const ml = process.env.SAGEMAKER_BASE_DIR ?? '/opt/ml';
const { hosts, current_host: host } = JSON.parse(readFileSync(`${ml}/input/config/resourceconfig.json`, 'utf8'));
const { PORT = '0', MODE = 'meet' } = process.env;
const say = (line) => process.stdout.write(`${line}\n`);
const others = hosts.filter((one) => one !== hosts[0]);

mkdirSync(`${ml}/checkpoints/${host}`, { recursive: true });
appendFileSync(`${ml}/checkpoints/${host}/starts`, 'x');
writeFileSync(`${ml}/model/of-${host}`, host);
writeFileSync(`${ml}/model/shared`, host);
const files = readdirSync(`${ml}/input/data/train`).sort();
const before = readdirSync(`${ml}/checkpoints`).sort();
writeFileSync(`${ml}/output/data/${host}.json`, JSON.stringify({ host, hosts, files, before }));
say(`${host} of ${hosts.length}`);

if (MODE === 'one-fails' && host === others.at(-1)) {
  writeFileSync(`${ml}/output/failure`, `${host} has no memory left`);
  process.exit(9);
}
if (MODE !== 'meet') setInterval(() => undefined, 1000);
else if (host === hosts[0]) listen();
else come();

function listen() {
  const came = new Set();
  const server = createServer((socket) => {
    socket.on('data', (name) => {
      came.add(String(name));
      socket.end();
      if (came.size < others.length) return;
      writeFileSync(`${ml}/model/met`, JSON.stringify([...came].sort()));
      server.close();
    });
  });
  server.listen(Number(PORT), '127.0.0.1');
}

function come() {
  const socket = connect(Number(PORT), hosts[0], () => socket.write(host));
  socket.on('error', () => setTimeout(come, 50));
}
