import { statSync } from 'node:fs';
import { prepare } from '../../containers/processing/prepare/prepare.ts';
import { brakesSchema } from '../../domain/workload/brakes.ts';
import { workloadSchema } from '../../domain/workload/schema.ts';
import { FolderObjects } from './folder-objects.ts';

/** usage: job.ts FILE WORK_DIRECTORY WORKLOAD_JSON; the prepare job over one file, in a process of its own; prints one JSON object. */
const [file = '', workDirectory = '', workload = ''] = process.argv.slice(2);
const config = workloadSchema.parse(JSON.parse(workload));
const startedAt = performance.now();
const summary = await prepare({
  plan: {
    schemaVersion: 1,
    workload: config.name,
    runId: 'aaaaaaaaaaaa-1',
    attempt: 1,
    configHash: 'bbbbbbbbbbbb',
    fencingToken: 1,
    resumption: 0,
    force: false,
    createdAt: '2026-01-01T00:00:00.000Z',
    deployed: {
      config,
      approval: 'auto',
      approvalTimeoutSeconds: 3600,
      debounceSeconds: 0,
      images: { training: {}, inference: 'repository:tag' },
      brakes: brakesSchema.parse({}),
    },
    uploads: [
      {
        uploadId: '000000000000',
        key: 'reviews/file.csv',
        versionId: 'v0',
        sizeBytes: statSync(file).size,
        isNew: true,
      },
    ],
  },
  objects: new FolderObjects(file),
  rawBucket: 'raw',
  artifactsBucket: 'artifacts',
  lakeBucket: 'lake',
  workDirectory,
  now: () => new Date(),
});
const seconds = (performance.now() - startedAt) / 1000;
if (summary.outcome === 'refused') throw new Error(summary.error.message);
const { counts, rowsPerSplit } = summary.manifest;
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
process.stdout.write(`${JSON.stringify({ counts, rowsPerSplit, seconds, cpuSeconds, peakRssBytes: maxRSS * 1024 })}\n`);
