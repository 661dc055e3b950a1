import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { planSchema } from '../../domain/lease/plan.ts';
import { trainingJobs } from '../../domain/train/jobs.ts';
import type { WorkloadInput } from '../../domain/workload/schema.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PYTHON = join(ROOT, '.venv', 'bin', 'python');
// The container's entry point, and what it took of the processors.
const PROGRAM = `
import resource
from trainyard_training.__main__ import main
code = main()
usage = resource.getrusage(resource.RUSAGE_SELF)
print(usage.ru_utime + usage.ru_stime)
raise SystemExit(code)
`;

type Candidates = NonNullable<WorkloadInput['candidates']>;

/** Hyperparameters of each candidate's job, as a run would hand them over. */
export function hyperparametersOf(candidates: Candidates): Map<string, Record<string, string>> {
  const image = 'registry/image:tag';
  const plan = planSchema.parse({
    schemaVersion: 1,
    workload: 'reviews',
    runId: 'aaaaaaaaaaaa-1',
    attempt: 1,
    configHash: 'bbbbbbbbbbbb',
    fencingToken: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    deployed: {
      config: { name: 'reviews', labels: { '0': 'negative', '1': 'positive' }, candidates },
      approval: 'auto',
      approvalTimeoutSeconds: 3600,
      debounceSeconds: 0,
      images: { training: Object.fromEntries(candidates.map(({ name }) => [name, image])), inference: image },
    },
    uploads: [{ uploadId: 'u', key: 'reviews/u.csv', versionId: 'v', sizeBytes: 1, isNew: true }],
  });
  const jobs = trainingJobs(plan, {
    datasetVersion: 1,
    trainUri: 's3://t',
    validationUri: 's3://v',
    baseUri: () => 's3://b/',
    outputUri: 's3://o',
    checkpointUri: () => 's3://c/',
  });
  return new Map(jobs.map(({ candidate, hyperparameters }) => [candidate, hyperparameters]));
}

/** Runs the training program on the channels below `base`; gives its CPU seconds, the start of Python included. */
export async function train(base: string, hyperparameters: Readonly<Record<string, string>>): Promise<number> {
  mkdirSync(join(base, 'input/config'), { recursive: true });
  writeFileSync(join(base, 'input/config/hyperparameters.json'), JSON.stringify(hyperparameters));
  const { stdout } = await promisify(execFile)(PYTHON, ['-c', PROGRAM], {
    cwd: join(ROOT, 'containers/training'),
    env: { PATH: process.env.PATH, SAGEMAKER_BASE_DIR: base, PYTHONDONTWRITEBYTECODE: '1' },
  });
  return Number(stdout.trimEnd().split('\n').at(-1));
}
