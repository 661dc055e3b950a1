import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ObjectStore } from '../../../containers/processing/adapters/s3.ts';
import { prepare } from '../../../containers/processing/prepare/prepare.ts';
import type { Plan } from '../../../domain/lease/plan.ts';
import { lakeKey } from '../../../domain/names.ts';
import { type PrepareSummary, prepareSummarySchema, type QuarantinedRow } from '../../../domain/prepare/manifest.ts';
import { brakesSchema } from '../../../domain/workload/brakes.ts';
import { type WorkloadInput, workloadSchema } from '../../../domain/workload/schema.ts';
import { MemoryObjects } from './memory-objects.ts';

export const WORKLOAD: WorkloadInput = { name: 'reviews', labels: { '0': 'negative', '1': 'positive' } };

export interface FixtureUpload {
  readonly name: string;
  readonly content: string | Buffer;
}

/** A plan over uploads that are named by their place: upload ids `000000000000`, `000000000001`, … */
export function planOf(names: readonly string[], workload: WorkloadInput = WORKLOAD, runId = 'aaaaaaaaaaaa-1'): Plan {
  return {
    schemaVersion: 1,
    workload: workload.name,
    runId,
    attempt: 1,
    resumption: 0,
    force: false,
    configHash: 'bbbbbbbbbbbb',
    fencingToken: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    deployed: {
      config: workloadSchema.parse(workload),
      approval: 'auto',
      approvalTimeoutSeconds: 3600,
      debounceSeconds: 0,
      brakes: brakesSchema.parse({}),
      images: { training: { unigram: 'repository:tag' }, inference: 'repository:tag' },
    },
    uploads: names.map((name, index) => ({
      uploadId: String(index).padStart(12, '0'),
      key: `${workload.name}/${name}`,
      versionId: `v${index}`,
      sizeBytes: 1,
      isNew: true,
    })),
  };
}

export interface Prepared {
  readonly summary: PrepareSummary;
  readonly objects: MemoryObjects;
  readonly quarantine: (upload: number) => QuarantinedRow[];
}

/** Runs the job over files in memory. `objects` carries the lake over from an earlier run. */
export async function prepareUploads(
  uploads: readonly FixtureUpload[],
  options: { workload?: WorkloadInput; objects?: MemoryObjects; runId?: string } = {},
): Promise<Prepared> {
  const objects = options.objects ?? new MemoryObjects();
  const plan = planOf(
    uploads.map((upload) => upload.name),
    options.workload,
    options.runId,
  );
  plan.uploads.forEach(({ key, versionId }, index) => {
    objects.set({ bucket: 'raw', key, versionId }, uploads[index]?.content ?? '');
  });
  return run(plan, objects);
}

/** Runs the job over any store. */
export async function summaryOf(plan: Plan, objects: ObjectStore): Promise<PrepareSummary> {
  const workDirectory = join(await mkdtemp(join(tmpdir(), 'prepare-')), 'work');
  const now = () => new Date('2026-01-02T03:04:05.000Z');
  const job = { plan, objects, rawBucket: 'raw', lakeBucket: 'lake', artifactsBucket: 'artifacts', workDirectory, now };
  return prepareSummarySchema.parse(await prepare(job));
}

export async function run(plan: Plan, objects: MemoryObjects): Promise<Prepared> {
  const summary = await summaryOf(plan, objects);
  const quarantine = (upload: number): QuarantinedRow[] => {
    const uploadId = String(upload).padStart(12, '0');
    const name = `lake/${lakeKey.quarantine(plan.workload, uploadId)}`;
    const text = objects.objects.get(name)?.bytes.toString('utf8') ?? '';
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  };
  return { summary, objects, quarantine };
}

/** Rows enough for every split: texts `<stem> number <n>`, labels alternating. */
export function rows(count: number, stem = 'a text'): { text: string; label: string }[] {
  return Array.from({ length: count }, (_, index) => ({
    text: `${stem} number ${index}`,
    label: String(index % 2),
  }));
}

export const csv = (all: readonly { text: string; label: string }[]): string =>
  `text,label\n${all.map(({ text, label }) => `"${text.replaceAll('"', '""')}",${label}\n`).join('')}`;
