// A container that does a little of everything that jobs and endpoints do; what it does is set by its environment.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

const ml = process.env.SAGEMAKER_BASE_DIR ?? '/opt/ml';
const command = process.argv[2];

async function credentials() {
  const { AWS_CONTAINER_CREDENTIALS_FULL_URI: uri, AWS_CONTAINER_AUTHORIZATION_TOKEN: token } = process.env;
  return (await fetch(uri, { headers: { authorization: token } })).json();
}

async function train() {
  if (process.env.MODE === 'tune') return (await import('./tune.mjs')).tune(ml);
  process.stdout.write('training starts\n');
  for (const line of JSON.parse(process.env.LINES ?? '[]')) process.stdout.write(`${line}\n`);
  if (process.env.MODE === 'fail') {
    writeFileSync(`${ml}/output/failure`, 'the loss is not a number');
    process.exit(3);
  }
  if (process.env.MODE === 'wait') {
    process.once('SIGTERM', () => {
      writeFileSync(`${ml}/model/checkpoint.txt`, 'stopped in time');
      process.exit(0);
    });
    process.stdout.write('waiting\n');
    setInterval(() => undefined, 1000);
    return;
  }
  const config = (name) => JSON.parse(readFileSync(`${ml}/input/config/${name}.json`, 'utf8'));
  const channels = readdirSync(`${ml}/input/data`).sort();
  const files = channels.map((channel) => readdirSync(`${ml}/input/data/${channel}`, { recursive: true }).sort());
  const seen = {
    hyperparameters: config('hyperparameters'),
    inputs: config('inputdataconfig'),
    resources: config('resourceconfig'),
    channels,
    files,
    job: process.env.TRAINING_JOB_NAME,
    greeting: process.env.GREETING,
    region: process.env.AWS_REGION,
    accessKeyId: (await credentials()).AccessKeyId,
    inherited: process.env.PLANE_TEST_SECRET ?? null,
  };
  writeFileSync(`${ml}/model/seen.json`, JSON.stringify(seen));
  if (process.env.CHECKPOINTS) {
    const before = existsSync(`${ml}/checkpoints/step`) ? Number(readFileSync(`${ml}/checkpoints/step`, 'utf8')) : 0;
    writeFileSync(`${ml}/checkpoints/step`, String(before + 1));
  }
}

function processData() {
  const [input, output] = process.argv.slice(3);
  if (process.env.MODE === 'fail') {
    writeFileSync(`${ml}/output/message`, 'no rows');
    process.exit(4);
  }
  mkdirSync(`${output}/deep`, { recursive: true });
  writeFileSync(`${output}/deep/upper.txt`, readFileSync(`${input}/rows.txt`, 'utf8').toUpperCase());
  writeFileSync(`${output}/config.json`, readFileSync(`${ml}/config/processingjobconfig.json`));
}

function serve() {
  if (process.env.MODE === 'never') process.exit(1);
  const model = readFileSync(`${ml}/model/model.txt`, 'utf8');
  const server = createServer((request, response) => {
    if (request.url === '/ping') return response.end();
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      if (body.die) process.exit(9);
      if (body.fail || process.env.MODE === 'broken') return response.writeHead(500).end('it broke');
      if (body.waitMs) await new Promise((resolve) => setTimeout(resolve, body.waitMs));
      response.setHeader('content-type', 'application/json');
      const attributes = request.headers['x-amzn-sagemaker-custom-attributes'];
      if (attributes) response.setHeader('x-amzn-sagemaker-custom-attributes', attributes);
      response.end(
        JSON.stringify({
          model,
          pid: process.pid,
          echo: body,
          inference: request.headers['x-amzn-sagemaker-inference-id'],
        }),
      );
    });
  });
  server.listen(Number(process.env.SAGEMAKER_BIND_TO_PORT), '127.0.0.1');
  process.once('SIGTERM', () => server.close(() => process.exit(0)));
}

const commands = { train, process: processData, serve };
await commands[command]();
