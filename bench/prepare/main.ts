import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Measured, measure } from './measured.ts';
import { availableBytes } from './memory.ts';
import { type FileSize, SHARES, writeMessyReviews } from './messy-reviews.ts';
import { pandasPython } from './pandas.ts';
import { type Comparison, comparisonTable, missed } from './table.ts';

const WORKLOAD = {
  name: 'reviews',
  labels: { '0': 'negative', '1': 'positive' },
  maxTextLength: 20_000,
  split: '72/8/20',
};
const FILES: Readonly<Record<string, FileSize>> = { '1m': { rows: 1_000_000 }, '2gb': { bytes: 2e9 } };
/** What pandas takes of memory, as a multiple of the file. */
const PANDAS_BYTES_PER_BYTE = 11;

const OPTIONS = {
  /** Measurements of each program and file, in turns. */
  repeats: { type: 'string', default: '3' },
  only: { type: 'string', multiple: true },
} as const;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: OPTIONS });
  const names = values.only ?? Object.keys(FILES);
  const directory = mkdtempSync(join(tmpdir(), 'trainyard-bench-prepare-'));
  const comparisons: Comparison[] = [];
  try {
    const python = await pandasPython();
    for (const name of names) {
      const size = FILES[name];
      if (size === undefined) throw new Error(`there is no file ${name}; there are ${Object.keys(FILES).join(', ')}`);
      comparisons.push(await compare(name, size, { directory, python, repeats: Number(values.repeats) }));
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  const shares = Object.entries(SHARES).map(([kind, share]) => `${kind} ${(100 * share).toFixed(2)} %`);
  const load = loadavg().map((average) => average.toFixed(1));
  process.stdout.write(
    `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}, load ${load.join(' ')}\n` +
      `Rows: ${shares.join(', ')}\n\n${comparisonTable(comparisons)}\n`,
  );
  const failures = comparisons.flatMap(missed);
  for (const failure of failures) process.stderr.write(`missed: ${failure}\n`);
  return failures.length > 0 ? 1 : 0;
}

interface Bench {
  readonly directory: string;
  readonly python: string;
  readonly repeats: number;
}

async function compare(name: string, size: FileSize, { directory, python, repeats }: Bench): Promise<Comparison> {
  const file = join(directory, `${name}.csv`);
  process.stderr.write(`bench: writing ${name} …\n`);
  const { rows, bytes } = await writeMessyReviews(file, size);
  const ours: Measured[] = [];
  const pandas: Measured[] = [];
  for (let turn = 1; turn <= repeats; turn += 1) {
    ours.push(await runOurs(file, join(directory, 'work')));
    process.stderr.write(`bench: ${name}, turn ${turn}: prepare ${ours.at(-1)?.seconds.toFixed(1)} s\n`);
    if (availableBytes() < PANDAS_BYTES_PER_BYTE * bytes) {
      process.stderr.write(`bench: ${name}: pandas would need more memory than is free\n`);
      continue;
    }
    pandas.push(await runPandas(python, file, join(directory, 'pandas')));
    process.stderr.write(`bench: ${name}, turn ${turn}: pandas ${pandas.at(-1)?.seconds.toFixed(1)} s\n`);
  }
  assertSame(ours, pandas);
  rmSync(file);
  return { file: name, rows, bytes, ours, pandas };
}

const runOurs = (file: string, work: string): Promise<Measured> =>
  measure(process.execPath, [join(import.meta.dirname, 'job.ts'), file, work, JSON.stringify(WORKLOAD)]);

function runPandas(python: string, file: string, output: string): Promise<Measured> {
  mkdirSync(output, { recursive: true });
  const { labels, maxTextLength } = WORKLOAD;
  const script = join(import.meta.dirname, 'baseline.py');
  return measure(python, [script, file, output, JSON.stringify(labels), String(maxTextLength)]);
}

/** Two programs that do different things are not to be compared. */
function assertSame(ours: readonly Measured[], pandas: readonly Measured[]): void {
  const shown = ({ counts, rowsPerSplit }: Measured): string =>
    JSON.stringify([counts, Object.entries(rowsPerSplit).sort()]);
  const results = new Set([...ours, ...pandas].map(shown));
  if (results.size > 1) throw new Error(`the programs came to different results:\n${[...results].join('\n')}`);
}

process.exitCode = await main();
