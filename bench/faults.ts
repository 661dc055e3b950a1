import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../cli/root.ts';
import { itinerary, keyOf } from '../test/walk/itinerary.ts';
import { walkReport } from '../test/walk/report.ts';
import { Walk } from '../test/walk/walk.ts';
import { type Faulted, type WalkedPoint, walkedPointSchema } from '../test/walk/walk-point.ts';

const USAGE = `npm run bench:faults [-- options]: the loop with each fault at each point
  --only <pattern>   points and faults that match it, such as 'register/.*answer-lost'
  --minutes <n>      end after so many minutes; what came first is a fair sample
  --walkers <n>      so many runtimes side by side (1); recoveries take longer when they share the cores
  --resume           go on where the last walk was interrupted
`;
const RESULTS = join(ROOT, 'bench', 'results', 'faults.jsonl');
const SEED = '2026';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    minutes: { type: 'string' },
    walkers: { type: 'string', default: '1' },
    resume: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

async function main(): Promise<number> {
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  mkdirSync(dirname(RESULTS), { recursive: true });
  if (!values.resume) rmSync(RESULTS, { force: true });
  const done = read();
  const deadline = Date.now() + Number(values.minutes ?? 24 * 60) * 60_000;
  const first = new Walk();
  const walks = [first, ...Array.from({ length: Number(values.walkers) - 1 }, () => new Walk())];
  let interrupted = false;
  const interrupt = (): void => {
    interrupted = true;
    process.stderr.write('bench: ends after this fault; go on with --resume\n');
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  let all: Faulted[] = [];
  try {
    all = itinerary(await first.reference(), SEED).filter((one) => new RegExp(values.only ?? '').test(keyOf(one)));
    const ahead = all.filter((one) => !done.has(keyOf(one)));
    process.stderr.write(`bench: ${all.length} faults\n`);
    const go = async (walk: Walk): Promise<void> => {
      for (let next = ahead.shift(); next !== undefined; next = ahead.shift()) {
        if (interrupted || Date.now() > deadline) return;
        const walked = await walk.at(next);
        done.set(keyOf(walked), walked);
        appendFileSync(RESULTS, `${JSON.stringify(walked)}\n`);
        process.stderr.write(`bench: ${done.size} of ${all.length} ${describe(walked)}\n`);
      }
    };
    await Promise.all(walks.map(go));
  } finally {
    await Promise.all(walks.map((walk) => walk.end()));
  }
  const walked = [...done.values()].filter((one) => all.some((other) => keyOf(other) === keyOf(one)));
  process.stdout.write(walkReport(walked, all.length));
  return walked.some(({ result }) => result === 'lost') ? 1 : 0;
}

function read(): Map<string, WalkedPoint> {
  if (!existsSync(RESULTS)) return new Map();
  const lines = readFileSync(RESULTS, 'utf8').split('\n').filter(Boolean);
  const walked = lines.map((line) => walkedPointSchema.parse(JSON.parse(line)));
  return new Map(walked.map((one) => [keyOf(one), one]));
}

function describe(walked: WalkedPoint): string {
  const { result, totalSeconds, steps, differences } = walked;
  return [`${keyOf(walked)}: ${result} in ${totalSeconds.toFixed(1)} s`, ...steps, ...differences].join('; ');
}

process.exitCode = await main();
