import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { z } from 'zod';
import { PlatformError } from '../domain/errors.ts';
import { type WorkloadConfig, workloadSchema } from '../domain/workload/schema.ts';
import { type DeliveryConfig, deliverySchema, type EnvironmentConfig, environmentSchema } from './environment.ts';
import { scriptProblems } from './script-problems.ts';

/** One thing that is wrong in the configuration. `path` names the file and the member in it. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

export interface Configuration {
  readonly environment: EnvironmentConfig;
  /** By name, in alphabetical order. */
  readonly workloads: readonly WorkloadConfig[];
}

interface Read<T> {
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
}

const HERE = import.meta.dirname;

const namesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3))
    .sort();

/** Reads one file's default export; whatever is wrong with it becomes problems with that file's path. */
async function read<S extends z.ZodType>(root: string, file: string, schema: S): Promise<Read<z.infer<S>>> {
  let module: { readonly default?: unknown };
  try {
    module = await import(pathToFileURL(join(root, file)).href);
  } catch (error) {
    return {
      value: undefined,
      problems: [{ path: file, message: error instanceof Error ? error.message : String(error) }],
    };
  }
  const parsed = schema.safeParse(module.default);
  if (parsed.success) return { value: parsed.data, problems: [] };
  const problems = parsed.error.issues.map((issue) => ({
    path: [file, issue.path.map(String).join('.')].filter(Boolean).join(': '),
    message: issue.message,
  }));
  return { value: undefined, problems };
}

function refuse(problems: readonly Problem[]): never {
  const lines = problems.map(({ path, message }) => `  ${path}: ${message}`);
  throw new PlatformError(
    'CONFIG_INVALID',
    `The configuration has ${problems.length} problem(s):\n${lines.join('\n')}`,
    {
      next: 'Mend the files named above and run the command again.',
      details: { problems },
    },
  );
}

/** Names of the environments that have a file. */
export const environmentNames = (root: string = HERE): string[] => namesIn(join(root, 'environments'));

/**
 * Reads an environment and every workload file.
 * Throws `CONFIG_INVALID` that lists each problem of each file with its path.
 */
export async function loadConfiguration(environmentName: string, root: string = HERE): Promise<Configuration> {
  const known = environmentNames(root);
  const problems: Problem[] = [];
  let environment: EnvironmentConfig | undefined;
  if (known.includes(environmentName)) {
    const file = `environments/${environmentName}.ts`;
    const found = await read(root, file, environmentSchema);
    environment = found.value;
    problems.push(...found.problems);
    if (environment && environment.name !== environmentName) {
      problems.push({ path: `${file}: name`, message: `must be ${environmentName}, as the file is called` });
    }
  } else {
    problems.push({ path: 'environment', message: `${environmentName} has no file; there are ${known.join(', ')}` });
  }

  const workloads: WorkloadConfig[] = [];
  for (const name of namesIn(join(root, 'workloads'))) {
    const file = `workloads/${name}.ts`;
    const { value, problems: wrong } = await read(root, file, workloadSchema);
    problems.push(...wrong);
    if (!value) continue;
    if (value.name !== name)
      problems.push({ path: `${file}: name`, message: `must be ${name}, as the file is called` });
    workloads.push(value);
    problems.push(...problemsOfScripts(value, environment, { root, file }));
  }
  if (workloads.length === 0 && problems.length === 0) {
    problems.push({ path: 'workloads', message: 'needs at least one file' });
  }

  if (problems.length > 0 || !environment) refuse(problems);
  return { environment, workloads };
}

/** What the schemas cannot see: the sources of scripts, and how they go with the environment. */
function problemsOfScripts(
  { candidates }: WorkloadConfig,
  environment: EnvironmentConfig | undefined,
  { root, file }: { readonly root: string; readonly file: string },
): Problem[] {
  return candidates.flatMap((candidate, at) =>
    candidate.family === 'script'
      ? scriptProblems(candidate, environment, join(root, '..')).map(({ of, path, message }) => ({
          path:
            of === 'workload'
              ? `${file}: ${['candidates', at, ...path].join('.')}`
              : `environments/${environment?.name}.ts: ${path.join('.')}`,
          message,
        }))
      : [],
  );
}

/** Reads the delivery pipeline's settings. Throws `CONFIG_INVALID`. */
export async function loadDelivery(root: string = HERE): Promise<DeliveryConfig> {
  const { value, problems } = await read(root, 'delivery.ts', deliverySchema);
  return value ?? refuse(problems);
}
