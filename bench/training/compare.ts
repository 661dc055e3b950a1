import { join } from 'node:path';
import type { Split } from '../../domain/prepare/manifest.ts';
import type { Row } from '../channel.ts';
import { withUtilization } from './gpu.ts';
import type { Inputs } from './job.ts';
import { type OurTraining, trainOurs } from './ours.ts';
import { PADDINGS, type Padding, type PlainTraining, trainPlain } from './plain.ts';
import type { Comparison } from './table.ts';

interface Compared {
  readonly comparison: Comparison;
  /** A line on how busy the GPU was; empty without one. */
  readonly utilization: string;
}

/** Trains with each program once a round; every second round goes the other way round. */
export async function compare(
  directory: string,
  inputs: Inputs,
  { train, test }: Readonly<Record<Split, readonly Row[]>>,
  rounds: number,
): Promise<Compared> {
  const ours: OurTraining[] = [];
  const plain: Record<Padding, PlainTraining[]> = { max_length: [], longest: [] };
  const busy = new Map<string, number[]>();
  const measured = async <T extends PlainTraining>(name: string, work: () => Promise<T>): Promise<T> => {
    process.stderr.write(`bench: ${name} …\n`);
    const { result, percent } = inputs.gpu ? await withUtilization(work) : { result: await work(), percent: [] };
    busy.set(name, [...(busy.get(name) ?? []), ...percent]);
    process.stderr.write(`bench: ${name} ${result.seconds.toFixed(1)} s, accuracy ${result.accuracy.toFixed(3)}\n`);
    return result;
  };
  const programs = [
    async () => void ours.push(await measured('Trainyard', () => trainOurs(join(directory, 'ours'), inputs, test))),
    ...PADDINGS.map(
      (padding) => async () =>
        void plain[padding].push(
          await measured(`Trainer, ${padding}`, () => trainPlain(join(directory, 'plain'), inputs, padding)),
        ),
    ),
  ];
  for (let round = 0; round < rounds; round += 1) {
    for (const program of round % 2 === 0 ? programs : programs.toReversed()) await program();
  }
  const samples = train.length * inputs.hyperparameters.epochs;
  return { comparison: { samples, ours, plain }, utilization: inputs.gpu ? shown(busy) : '' };
}

function shown(busy: ReadonlyMap<string, readonly number[]>): string {
  const means = [...busy].map(([name, percent]) => {
    const mean = percent.reduce((sum, one) => sum + one, 0) / Math.max(1, percent.length);
    return `${name} ${mean.toFixed(0)} %`;
  });
  return `The GPU was busy, from the start of a program to its end: ${means.join(', ')}.\n`;
}
