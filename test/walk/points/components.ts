import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { PROGRAMS } from '../../../domain/processing/messages.ts';
import { REPOSITORY } from './repository.ts';
import { type SourceUnit, unitsOf } from './source-units.ts';

/** A process of the platform: the file that it starts with, and what it is called in points. */
export interface Component {
  readonly name: string;
  readonly entry: string;
  /** Another file that it starts with. */
  readonly shell?: string;
  /** Another file, where it is that one that the adapters come from. */
  readonly main?: string;
  /** Folders whose code talks to AWS; only what the rest really calls of it counts. */
  readonly adapters: RegExp;
}

const LAMBDA_ADAPTERS = /^lambdas\/(adapters|records|rollout\/runtimes)\//;

export const stages = (): string[] =>
  readdirSync(join(REPOSITORY, 'lambdas'), { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && readdirSync(join(REPOSITORY, 'lambdas', entry.name)).includes('handler.ts'),
    )
    .map(({ name }) => name);

export const components = (): Component[] => [
  ...stages().map((stage) => ({ name: stage, entry: `lambdas/${stage}/handler.ts`, adapters: LAMBDA_ADAPTERS })),
  ...PROGRAMS.map((program) => ({
    name: `${program}-job`,
    entry: `containers/processing/${program}/job.ts`,
    main: 'containers/processing/main.ts',
    adapters: /^containers\/processing\/adapters\//,
  })),
  ...PROGRAMS.map((program) => ({
    name: `${program}-function`,
    entry: `containers/processing/${program}/job.ts`,
    shell: 'containers/processing/function/invocation.ts',
    main: 'containers/processing/main.ts',
    adapters: /^containers\/processing\/adapters\//,
  })),
  { name: 'plane', entry: 'local/sagemaker/main.ts', adapters: /^local\/sagemaker\/adapters\// },
  { name: 'cli', entry: 'cli/main.ts', adapters: /^cli\/adapters\// },
];

/** The effects of a component that some code of it can come to: an adapter's method counts when anybody names it. */
export function effectsOf({ entry, shell = entry, main = entry, adapters }: Component): string[] {
  const files = new Set([
    ...sourcesOf(entry),
    ...sourcesOf(shell),
    ...sourcesOf(main).filter((file) => adapters.test(file)),
  ]);
  const units = [...files].flatMap(unitsOf);
  const live = new Set<SourceUnit>(
    units.filter(({ file }) => !adapters.test(file) && !/^(domain|faults)\//.test(file)),
  );
  const names = new Set([...live].flatMap((unit) => [...unit.names]));
  for (;;) {
    const more = units.filter((unit) => !live.has(unit) && names.has(unit.name));
    if (more.length === 0) break;
    for (const unit of more) {
      live.add(unit);
      for (const name of unit.names) names.add(name);
    }
  }
  return [...new Set([...live].flatMap(({ effects }) => effects))].sort();
}

/** The repository's own files that an entry is made of. */
function sourcesOf(entry: string): string[] {
  const { metafile } = buildSync({
    absWorkingDir: REPOSITORY,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
    outdir: 'unused',
  });
  return Object.keys(metafile.inputs).filter((file) => file.endsWith('.ts'));
}
