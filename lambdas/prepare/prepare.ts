import { runError } from '../../domain/conclude/run-error.ts';
import { runJobs } from '../../domain/conclude/run-jobs.ts';
import type { RunError, RunRecord } from '../../domain/conclude/run-record.ts';
import { beginStage, endStage } from '../../domain/conclude/stage-marks.ts';
import { budgetSpent, dayOf, spentOn, whyNoTraining } from '../../domain/cost/budget.ts';
import { type Plan, planSchema } from '../../domain/lease/plan.ts';
import { artifactKey } from '../../domain/names.ts';
import { sumCounts } from '../../domain/prepare/counts.ts';
import {
  type Counts,
  type Manifest,
  type PrepareSummary,
  prepareSummarySchema,
  type UploadOutcome,
} from '../../domain/prepare/manifest.ts';
import type { PrepareAnswer, PrepareInput, Work } from '../../domain/prepare/messages.ts';
import { countsNote, unreadableNote } from '../../domain/prepare/note.ts';
import { noneUsable } from '../../domain/prepare/refusal.ts';
import { forecastWork } from '../../domain/tune/forecast.ts';
import type { JsonStore } from '../adapters/artifacts.ts';
import type { JobMeter } from '../adapters/job-meter.ts';
import type { Jobs } from '../adapters/jobs.ts';
import { meterRun } from '../records/run-usage.ts';
import { assertHolds, changeRun } from '../records/run-writer.ts';
import type { RecordsTable } from '../records/table.ts';
import { type WorkloadRecords, workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import { plannedWork } from './planned-work.ts';

export interface PreparePorts {
  readonly table: RecordsTable;
  readonly artifacts: JsonStore;
  readonly lake: Pick<JsonStore, 'uri'>;
  readonly meter: JobMeter;
  /** Whose prices count. */
  readonly region: string;
  readonly jobs: Pick<Jobs, 'describe' | 'searched' | 'trials'>;
}

type Prepared = Extract<PrepareSummary, { outcome: 'prepared' }>;
type Refused = Pick<Extract<PrepareSummary, { outcome: 'refused' }>, 'error' | 'counts'>;

/** After the prepare job: whether its dataset goes into training, came to its end before, or was refused. */
export async function prepare(input: PrepareInput, ports: PreparePorts & StageContext): Promise<PrepareAnswer> {
  const { workload, runId, fencingToken } = input;
  const records = workloadRecords(ports.table, workload);
  await assertHolds(records, runId, fencingToken, ports.now());
  const [plan, summary] = await Promise.all([
    ports.artifacts.read(artifactKey.plan(workload, runId), planSchema),
    ports.artifacts.read(artifactKey.summary(workload, runId), prepareSummarySchema),
  ]);
  const now = ports.now();
  if (summary.outcome === 'refused') {
    await changeRun(records, runId, fencingToken, (run) => withRefusal(run, summary, now));
    const { code, message } = summary.error;
    return { outcome: 'refused', error: runError(code, message, countsNote(summary.counts)) };
  }
  const { manifest } = summary;
  const concluded = await records.conclusion(manifest.id, plan.configHash).read();
  const same = plan.force || concluded?.runId === runId ? undefined : concluded;
  const useless = same === undefined ? undefined : noneUsable(newOutcomes(plan, summary));
  if (useless !== undefined) {
    const { code, message } = useless;
    await changeRun(records, runId, fencingToken, (run) =>
      withRefusal(run, { error: { code, message }, counts: countsOf(summary) }, now),
    );
    return { outcome: 'refused', error: runError(code, message, 'nothing else is new') };
  }
  // What trials took before limits how many the money pays, and what they found is where a warm start begins.
  const { dollars, warmStart } = plan.deployed.config.tune;
  const followsRuns = dollars !== undefined || warmStart;
  const work = await plannedWork(plan, manifest, followsRuns ? await records.runs() : [], ports);
  const costs = same === undefined && work.trainingJobs.length > 0;
  const spent = costs ? await overBudget(plan, work.trainingJobs, records, ports) : undefined;
  await changeRun(records, runId, fencingToken, (run) => {
    const prepared = withDataset(run, plan, summary, now);
    return same === undefined && spent === undefined ? beginStage(prepared, 'train', now) : prepared;
  });
  if (same !== undefined) return { outcome: 'skipped', sameAs: same.runId };
  return spent === undefined ? work : { outcome: 'refused', error: spent };
}

/** The day's budget is looked at once more before what costs most, with what preparing used and training may cost. */
async function overBudget(
  plan: Plan,
  works: readonly Work[],
  records: WorkloadRecords,
  { meter, jobs, region, now }: PreparePorts & StageContext,
): Promise<RunError | undefined> {
  const { workload, runId, deployed } = plan;
  const { run } = await meterRun(records, runId, runJobs(plan), { meter, jobs });
  if (run?.overBudget) return undefined;
  const runs = await records.runs();
  const spent = spentOn(dayOf(now()), runs);
  const why = whyNoTraining(spent, deployed.brakes, forecastWork(works, runs, region));
  return why === undefined ? undefined : runError('BUDGET_SPENT', budgetSpent(workload, spent, why).message, why);
}

/** What became of the uploads that this run is the first to read. */
const newOutcomes = ({ uploads }: Plan, summary: Prepared): UploadOutcome[] =>
  summary.uploads.filter(({ uploadId }) => uploads.some((upload) => upload.isNew && upload.uploadId === uploadId));

/** Of everything that the run read: a version that existed already knows nothing of what came again. */
const countsOf = ({ uploads }: Pick<Prepared, 'uploads'>): Counts => sumCounts(uploads.map(({ counts }) => counts));

const datasetNote = ({ version, rowsPerSplit: { train, validation, test } }: Manifest): string =>
  version > 0 ? `dataset version ${version}` : `a try with ${train + validation + test} rows`;

function withDataset(run: RunRecord, plan: Plan, { manifest, uploads }: Prepared, now: Date): RunRecord {
  const counts = countsOf({ uploads });
  const note = `${countsNote(counts)}; ${datasetNote(manifest)}${unreadableNote(uploads)}`;
  return {
    ...endStage(run, 'prepare', { status: 'done', now, note }),
    dataset: { id: manifest.id, version: manifest.version, ...counts },
    candidates: run.candidates ?? plan.deployed.config.candidates.map(({ name, family }) => ({ name, family })),
  };
}

function withRefusal(run: RunRecord, { error, counts }: Refused, now: Date): RunRecord {
  const note = `${error.code}: ${error.message}`;
  return { ...endStage(run, 'prepare', { status: 'failed', now, note }), dataset: { ...counts } };
}
