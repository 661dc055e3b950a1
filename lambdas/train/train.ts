import type { RunError, RunRecord } from '../../domain/conclude/run-record.ts';
import { beginStage, endStage } from '../../domain/conclude/stage-marks.ts';
import { artifactKey } from '../../domain/names.ts';
import type { CandidateJob } from '../../domain/prepare/messages.ts';
import type { TrainAnswer, TrainInput } from '../../domain/train/messages.ts';
import { trainAnswer, trainResult } from '../../domain/train/outcome.ts';
import type { TrainResult, TrainResults } from '../../domain/train/results.ts';
import type { JsonStore } from '../adapters/artifacts.ts';
import type { Jobs } from '../adapters/jobs.ts';
import { assertHolds, changeRun } from '../records/run-writer.ts';
import type { RecordsTable } from '../records/table.ts';
import { workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import { isEvaluated } from './is-evaluated.ts';

export interface TrainPorts {
  readonly table: RecordsTable;
  readonly artifacts: JsonStore;
  readonly jobs: Jobs;
}

/** After the training jobs: what became of each candidate. A job that nobody waits for any more is stopped. */
export async function train(input: TrainInput, ports: TrainPorts & StageContext): Promise<TrainAnswer> {
  const { workload, runId } = input;
  const records = workloadRecords(ports.table, workload);
  await assertHolds(records, runId, input.fencingToken, ports.now());
  const errors = new Map(input.endings.map(({ jobName, error }) => [jobName, error]));
  const results: TrainResults = {
    schemaVersion: 1,
    results: await Promise.all(input.candidateJobs.map((job) => settle(job, errors.get(job.jobName), ports.jobs))),
  };
  const evaluated = await isEvaluated(workload, runId, results, ports.artifacts);
  await ports.artifacts.write(artifactKey.trainResults(workload, runId), results);
  await changeRun(records, runId, input.fencingToken, (run) => withResults(run, results, ports.now()));
  return trainAnswer(results, evaluated);
}

async function settle(job: CandidateJob, error: RunError | undefined, jobs: Jobs): Promise<TrainResult> {
  const seen = await jobs.describe('training', job.jobName);
  if (seen?.status === 'InProgress') await jobs.stop('training', job.jobName);
  return trainResult(job, seen, error);
}

function withResults(run: RunRecord, { results }: TrainResults, now: Date): RunRecord {
  const trained = results.filter((result) => result.status === 'trained').length;
  const note = `${trained} of ${results.length} candidates trained`;
  const ended = endStage(run, 'train', { status: trained > 0 ? 'done' : 'failed', now, note });
  const marked = trained > 0 ? beginStage(ended, 'evaluate', now) : ended;
  return {
    ...marked,
    candidates: results.map((result) => ({
      name: result.candidate,
      family: result.family,
      ...(result.status === 'failed' ? { reason: result.reason } : {}),
    })),
  };
}
