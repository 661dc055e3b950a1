// A training that is made to be interrupted: it goes on from its newest whole checkpoint. What step n writes is known
// from n alone, so that anybody can say whether a file of it is whole, and of a half one that it is a beginning.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const ml = process.env.SAGEMAKER_BASE_DIR ?? '/opt/ml';
const { STEPS = '5', STEP_MS = '40', KEEP = '2', ON_TERM = 'exit', WAIT_AFTER } = process.env;
const say = (line) => process.stdout.write(`${line}\n`);

const PARTS = ['weights', 'optimizer', 'zz-commit'];
const LINES = 200;
const contentOf = (step, part) => `${part} of step ${step}\n`.repeat(LINES);
const nameOf = (step) => `step-${String(step).padStart(6, '0')}`;
const folder = `${ml}/checkpoints`;

function isWhole(name) {
  const step = Number(name.slice('step-'.length));
  return PARTS.every((part) => {
    try {
      return readFileSync(`${folder}/${name}/${part}`, 'utf8') === contentOf(step, part);
    } catch {
      return false;
    }
  });
}

/** In pieces, with time between them for whoever copies files. */
async function write(path, content) {
  const file = await open(path, 'w');
  const piece = Math.ceil(content.length / 4);
  for (let from = 0; from < content.length; from += piece) {
    await file.write(content.slice(from, from + piece));
    await delay(Number(STEP_MS) / 16);
  }
  await file.close();
}

process.on('SIGTERM', () => {
  say('SIGTERM');
  writeFileSync(`${folder}/told`, 'SIGTERM');
  if (ON_TERM === 'exit') process.exit(143);
});

const channels = readdirSync(`${ml}/input/data`).map((one) => `${one}:${readdirSync(`${ml}/input/data/${one}`)}`);
say(`machine: ${JSON.stringify({ channels, model: readdirSync(`${ml}/model`), output: readdirSync(`${ml}/output`) })}`);
writeFileSync(`${ml}/model/of-this-machine`, 'x');
writeFileSync(`${ml}/input/of-this-machine`, 'x');
mkdirSync(folder, { recursive: true });
const found = readdirSync(folder).filter((name) => name.startsWith('step-'));
const whole = found.filter(isWhole).sort();
const start = whole.length === 0 ? 0 : Number(whole.at(-1).slice('step-'.length));
say(`goes on from ${start}`);
for (const name of found.filter((one) => !whole.includes(one))) rmSync(`${folder}/${name}`, { recursive: true });

for (let step = start + 1; step <= Number(STEPS); step++) {
  mkdirSync(`${folder}/${nameOf(step)}`, { recursive: true });
  for (const part of PARTS) await write(`${folder}/${nameOf(step)}/${part}`, contentOf(step, part));
  rmSync(`${folder}/${nameOf(step - Number(KEEP))}`, { recursive: true, force: true });
  say(`step ${step}`);
  // On the first machine: until it is taken away, however fast this machine is.
  if (start === 0 && step === Number(WAIT_AFTER)) await delay(600_000);
  await delay(Number(STEP_MS) / 4);
}
writeFileSync(`${ml}/model/steps`, STEPS);
