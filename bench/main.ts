import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { stopRuntime } from '../local/runtime/index.ts';
import { coldDemo } from './cold-demo.ts';
import { DEMO_STATE } from './demo-runtime.ts';
import { type Figure, figuresTable } from './figure.ts';
import { loopOverhead } from './loop-overhead.ts';
import { predict } from './predict.ts';
import { synth } from './synth.ts';
import { warmDemo } from './warm-demo.ts';

/** In this order: `overhead` and `predict` look at the runtime that `warm` leaves up. */
const BENCHMARKS: Readonly<Record<string, () => Promise<Figure[]>>> = {
  synth,
  cold: coldDemo,
  warm: warmDemo,
  overhead: loopOverhead,
  predict,
};

/** One that fails leaves the others' figures to be seen. */
function failed(error: unknown): Figure[] {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  anyFailed = true;
  return [];
}

let anyFailed = false;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
  const names = values.only ?? Object.keys(BENCHMARKS);
  const unknown = names.filter((name) => !(name in BENCHMARKS));
  if (unknown.length > 0) {
    process.stderr.write(
      `There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHMARKS).join(', ')}.\n`,
    );
    return 2;
  }
  const figures: Figure[] = [];
  try {
    for (const name of names) {
      process.stderr.write(`bench: ${name}\n`);
      figures.push(...((await BENCHMARKS[name]?.().catch(failed)) ?? []));
    }
  } finally {
    // A single benchmark may be meant for a runtime that somebody wants to keep.
    if (values.only === undefined) await stopRuntime(DEMO_STATE);
  }
  const machine = `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`;
  process.stdout.write(`${machine}\n\n${figuresTable(figures)}\n`);
  return anyFailed ? 1 : 0;
}

process.exitCode = await main();
