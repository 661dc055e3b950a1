import { runErrorOf } from '../../domain/conclude/run-error.ts';
import type { RunError, RunRecord } from '../../domain/conclude/run-record.ts';
import { beginStage, endStage } from '../../domain/conclude/stage-marks.ts';
import { planSchema } from '../../domain/lease/plan.ts';
import { artifactKey, lakeKey } from '../../domain/names.ts';
import type { CandidateJob } from '../../domain/prepare/messages.ts';
import type { TrainAnswer, TrainInput, TrainingEnding } from '../../domain/train/messages.ts';
import { trainAnswer, trainResult } from '../../domain/train/outcome.ts';
import type { TrainResult, TrainResults } from '../../domain/train/results.ts';
import { trialRows, tuningSummary } from '../../domain/tune/report.ts';
import type { JsonStore } from '../adapters/artifacts.ts';
import type { Jobs } from '../adapters/jobs.ts';
import type { LakeTables } from '../adapters/lake-tables.ts';
import { assertHolds, changeRun } from '../records/run-writer.ts';
import type { RecordsTable } from '../records/table.ts';
import { workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import { isEvaluated } from './is-evaluated.ts';
import { type SettledTuning, settleTuning } from './settle-tuning.ts';

export interface TrainPorts {
  readonly table: RecordsTable;
  readonly artifacts: JsonStore;
  readonly tables: LakeTables;
  readonly jobs: Jobs;
}

/** After the training jobs: what became of each candidate. A job that nobody waits for any more is stopped. */
export async function train(input: TrainInput, ports: TrainPorts & StageContext): Promise<TrainAnswer> {
  const { workload, runId } = input;
  const records = workloadRecords(ports.table, workload);
  await assertHolds(records, runId, input.fencingToken, ports.now());
  const tuning = await settleTuned(input, ports);
  const settled = await Promise.all(
    input.candidateJobs.map(
      async (job) =>
        tuning?.results.find(({ candidate }) => candidate === job.candidate) ??
        (await settle(job, endingOf(job, input), ports.jobs)),
    ),
  );
  const results: TrainResults = { schemaVersion: 1, results: settled };
  const evaluated = await isEvaluated(workload, runId, results, ports.artifacts);
  await ports.artifacts.write(artifactKey.trainResults(workload, runId), results);
  await changeRun(records, runId, input.fencingToken, (run) => ({
    ...withResults(run, results, input, ports.now()),
    ...(tuning && { tuning: tuningSummary(tuning.report) }),
  }));
  return trainAnswer(results, evaluated);
}

/** What became of the tuned candidates, and every trial for those who look at them; undefined where none was tuned. */
async function settleTuned(
  input: TrainInput,
  { artifacts, tables, jobs }: TrainPorts,
): Promise<SettledTuning | undefined> {
  const { workload, runId } = input;
  const tuned = input.candidateJobs.filter(({ isTuning }) => isTuning);
  const [first] = tuned;
  if (first === undefined) return undefined;
  const plan = await artifacts.read(artifactKey.plan(workload, runId), planSchema);
  const ending = input.endings.find(({ jobName }) => jobName === first.jobName);
  const tuning = await settleTuning(first.jobName, tuned, plan.deployed.config, errorOf(ending), jobs);
  await artifacts.write(artifactKey.tuning(workload, runId), tuning.report);
  await tables.writeRows(lakeKey.trials(workload, first.jobName), trialRows(runId, tuning.report));
  return tuning;
}

const errorOf = (ending: TrainingEnding | undefined): RunError | undefined =>
  ending?.error ?? (ending?.caught && runErrorOf(ending.caught));

/** A candidate that was trained before has none. */
const endingOf = (
  { candidate, jobName }: Pick<CandidateJob, 'candidate' | 'jobName'>,
  { endings }: TrainInput,
): TrainingEnding | undefined => endings.find((ending) => ending.candidate === candidate || ending.jobName === jobName);

async function settle(planned: CandidateJob, ending: TrainingEnding | undefined, jobs: Jobs): Promise<TrainResult> {
  const job = { ...planned, jobName: ending?.jobName ?? planned.jobName };
  const seen = await jobs.describe('training', job.jobName);
  if (seen?.status === 'InProgress') await jobs.stop('training', job.jobName);
  return trainResult(job, seen, errorOf(ending));
}

/** Also of the jobs before the run was taken up again. */
function leftOffers(
  { leftOffers: known = [] }: RunRecord,
  results: readonly TrainResult[],
  input: TrainInput,
): NonNullable<RunRecord['leftOffers']> {
  const fresh = results.flatMap((result) => {
    const { candidate } = result;
    return (endingOf(result, input)?.left ?? []).map((offer) => ({ candidate, ...offer }));
  });
  return [...known, ...fresh.filter(({ jobName }) => !known.some((offer) => offer.jobName === jobName))];
}

function withResults(run: RunRecord, { results }: TrainResults, input: TrainInput, now: Date): RunRecord {
  const trained = results.filter((result) => result.status === 'trained').length;
  const note = `${trained} of ${results.length} candidates trained`;
  const ended = endStage(run, 'train', { status: trained > 0 ? 'done' : 'failed', now, note });
  const left = leftOffers(run, results, input);
  const marked = trained > 0 ? beginStage(ended, 'evaluate', now) : ended;
  return {
    ...marked,
    ...(left.length === 0 ? {} : { leftOffers: left }),
    candidates: results.map((result) => ({
      name: result.candidate,
      family: result.family,
      ...(result.status === 'failed' ? { reason: result.reason } : {}),
    })),
  };
}
