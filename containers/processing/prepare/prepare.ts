import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan, PlanUpload } from '../../../domain/lease/plan.ts';
import { lakeKey } from '../../../domain/names.ts';
import { assertAccounted, buildManifest, labelNames } from '../../../domain/prepare/build-manifest.ts';
import { NO_ROWS } from '../../../domain/prepare/counts.ts';
import { dataGone, goneOutcome } from '../../../domain/prepare/data-gone.ts';
import { sampleId } from '../../../domain/prepare/dataset-id.ts';
import { type Manifest, type PrepareSummary, SPLITS, type Split } from '../../../domain/prepare/manifest.ts';
import { type DatasetShape, refusalOf } from '../../../domain/prepare/refusal.ts';
import { rowRules } from '../../../domain/prepare/validate-row.ts';
import type { ObjectStore } from '../adapters/s3.ts';
import { assertTaskOfChampion } from './assert-task.ts';
import { commitDataset, type VersionPlace } from './commit.ts';
import { factsOf } from './facts.ts';
import { writeQuarantine } from './files.ts';
import { type Intake, takeIn } from './intake.ts';
import { keepTry } from './keep-try.ts';
import { readUpload } from './readers/read-upload.ts';
import { RowStore, threadsFor } from './row-store.ts';
import { ledgerRules } from './rows/ledger-rules.ts';
import { takeSample } from './sample.ts';
import { SplitFiles } from './split-files.ts';

const LOOKUPS_AT_ONCE = 16;

export interface PrepareJob {
  readonly plan: Plan;
  readonly objects: ObjectStore;
  readonly rawBucket: string;
  readonly lakeBucket: string;
  readonly artifactsBucket: string;
  /** A folder for downloads and spilled rows; emptied by the job. */
  readonly workDirectory: string;
  readonly now: () => Date;
}

/**
 * Turns a plan's uploads into a dataset version. Safe to run again at any point: what it writes is named after its
 * content, and a version is committed by its manifest, put where nothing is.
 */
export async function prepare(job: PrepareJob): Promise<PrepareSummary> {
  await rm(job.workDirectory, { recursive: true, force: true });
  await mkdir(job.workDirectory, { recursive: true });
  await assertTaskOfChampion(job);
  const gone = await goneUploads(job);
  if (gone.length > 0) return refusedAsGone(gone);
  const { config } = job.plan.deployed;
  const labels = labelNames(config);
  const sizeBytes = job.plan.uploads.reduce((sum, upload) => sum + upload.sizeBytes, 0);
  const store = await RowStore.create(job.workDirectory, {
    rules: ledgerRules(config),
    threads: threadsFor(sizeBytes),
  });
  const splits = new SplitFiles(store, job.workDirectory);
  try {
    const intakes = await readAll(job, store);
    if ('gone' in intakes) return refusedAsGone([intakes.gone]);
    const { sample, tried } = job.plan;
    const settled = await store.settle((split) => sample === undefined && splits.begin(split));
    const whole = await factsOf(store, settled, job.plan.uploads, intakes, labels);
    assertAccounted(whole);
    // A try says nothing of an upload.
    if (tried === undefined) await putQuarantine(job, store, whole);
    const shape = sample === undefined ? whole : { ...whole, ...(await takeSample(store, sample, labels)) };
    if (sample !== undefined) for (const split of SPLITS) splits.begin(split);
    const refusal = refusalOf(shape);
    if (refusal !== undefined) {
      const error = { code: refusal.code, message: refusal.message };
      return { outcome: 'refused', error, counts: shape.counts, uploads: [...shape.uploads] };
    }
    const paths = await splits.done(shape.rowsPerSplit);
    const facts = { whole, shape, id: sample === undefined ? settled.datasetId : sampleId(settled.datasetId, sample) };
    const manifest = await (tried === undefined ? commit : keep)(job, facts, paths);
    // A second execution of the same run created it too.
    const created = manifest.runId === job.plan.runId;
    return { outcome: 'prepared', created, manifest, uploads: [...shape.uploads] };
  } finally {
    await splits.stop();
    await store.close();
    await rm(job.workDirectory, { recursive: true, force: true });
  }
}

function refusedAsGone(gone: readonly PlanUpload[]): PrepareSummary {
  const { code, message } = dataGone(gone);
  return { outcome: 'refused', error: { code, message }, counts: NO_ROWS, uploads: gone.map(goneOutcome) };
}

/** Asks for every planned object version before the first one is read. */
async function goneUploads({ plan, objects, rawBucket }: PrepareJob): Promise<PlanUpload[]> {
  const gone: PlanUpload[] = [];
  for (let from = 0; from < plan.uploads.length; from += LOOKUPS_AT_ONCE) {
    const some = plan.uploads.slice(from, from + LOOKUPS_AT_ONCE);
    const found = await Promise.all(
      some.map(({ key, versionId }) => objects.metadata({ bucket: rawBucket, key, versionId })),
    );
    gone.push(...some.filter((_, index) => found[index] === undefined));
  }
  return gone;
}

/** Reads the uploads in the plan's order, until one turns out to have gone meanwhile. */
async function readAll(job: PrepareJob, store: RowStore): Promise<Intake[] | { readonly gone: PlanUpload }> {
  const { config } = job.plan.deployed;
  const rules = rowRules(config);
  const intakes: Intake[] = [];
  for (const [index, upload] of job.plan.uploads.entries()) {
    store.addUpload(upload.uploadId, upload.key);
    const path = join(job.workDirectory, `upload-${index}`);
    if ((await download(job, upload, path)) === 'absent') return { gone: upload };
    const read = () => readUpload({ path, name: upload.key, columns: config.columns, rules });
    intakes.push(await takeIn(store, index, read));
    await rm(path, { force: true });
  }
  return intakes;
}

const download = (job: PrepareJob, { key, versionId }: PlanUpload, path: string) =>
  job.objects.download({ bucket: job.rawBucket, key, versionId }, path);

async function putQuarantine(job: PrepareJob, store: RowStore, shape: DatasetShape): Promise<void> {
  for (const [index, upload] of shape.uploads.entries()) {
    if (upload.error !== undefined) continue;
    const path = join(job.workDirectory, 'quarantine.jsonl');
    await writeQuarantine(store, index, upload.uploadId, path);
    const place = { bucket: job.lakeBucket, key: lakeKey.quarantine(job.plan.workload, upload.uploadId) };
    if (upload.counts.quarantined > 0) await job.objects.putFile(place, path, { metadata: {} });
    // An earlier run may have left rows here that are no longer in quarantine.
    else if ((await job.objects.metadata(place)) !== undefined) await job.objects.putText(place, '');
  }
}

interface Facts {
  /** All rows, which are accounted for. */
  readonly whole: DatasetShape;
  /** Those of the dataset. */
  readonly shape: DatasetShape;
  readonly id: string;
}

type Paths = Readonly<Record<Split, string>>;

function manifestOf({ plan, now }: PrepareJob, { whole, shape, id }: Facts, place: VersionPlace): Manifest {
  const { runId, fencingToken } = plan;
  const { config } = plan.deployed;
  const createdAt = now().toISOString();
  const manifest = buildManifest({ ...whole, config, runId, fencingToken, createdAt, id, ...place });
  const { rowsPerLabel, rowsPerSplit, trainRowsPerLabel } = shape;
  return { ...manifest, rowsPerLabel, rowsPerSplit, trainRowsPerLabel };
}

function commit(job: PrepareJob, facts: Facts, paths: Paths): Promise<Manifest> {
  const { objects, lakeBucket: bucket, plan } = job;
  const lake = { objects, bucket, workload: plan.workload };
  return commitDataset(lake, facts.id, paths, (place) => manifestOf(job, facts, place));
}

const keep = (job: PrepareJob, facts: Facts, paths: Paths): Promise<Manifest> =>
  keepTry(job.objects, job.artifactsBucket, manifestOf(job, facts, { version: 0, parent: undefined }), paths);
