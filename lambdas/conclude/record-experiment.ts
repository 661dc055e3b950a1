import type { z } from 'zod';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { PlatformError } from '../../domain/errors.ts';
import { evaluationReportSchema } from '../../domain/evaluate/report.ts';
import { experimentOf } from '../../domain/experiment/describe.ts';
import { type Experiment, experimentSchema } from '../../domain/experiment/experiment.ts';
import type { Sourced } from '../../domain/experiment/sources.ts';
import { decisionSchema } from '../../domain/gate/decision.ts';
import { canonicalJson } from '../../domain/hash.ts';
import { planSchema } from '../../domain/lease/plan.ts';
import { artifactKey } from '../../domain/names.ts';
import { prepareSummarySchema } from '../../domain/prepare/manifest.ts';
import { trainResultsSchema } from '../../domain/train/results.ts';
import { tuningReportSchema } from '../../domain/tune/report.ts';
import type { JsonStore } from '../adapters/artifacts.ts';
import type { WorkloadRecords } from '../records/workload-records.ts';
import { platformErrorOf } from '../runtime/failure.ts';
import type { StageContext } from '../runtime/stage-handler.ts';

export interface RecordExperimentPorts {
  readonly artifacts: JsonStore;
}

/**
 * Records what an ended run has been, whatever its end; written only where it says something new. False when that
 * failed: no run and no lease waits for it, and `keep` tries again.
 */
export async function recordExperiment(
  runId: string,
  records: WorkloadRecords,
  { artifacts, logger }: RecordExperimentPorts & StageContext,
): Promise<boolean> {
  try {
    const run = await records.run(runId).read();
    if (run?.endedAt === undefined) return true;
    const key = artifactKey.experiment(run.workload, runId);
    const known = (await findReadable(key, experimentSchema, artifacts))?.value;
    const experiment = await derive({ ...run, endedAt: run.endedAt }, known, records, artifacts);
    if (experiment === undefined || canonicalJson(experiment) === canonicalJson(known)) return true;
    await artifacts.write(key, experimentSchema.parse(experiment));
    return true;
  } catch (thrown) {
    const { code, message } = platformErrorOf(thrown);
    logger.warn('the experiment could not be recorded', { code, reason: message });
    return false;
  }
}

/** A run that failed before its plan was written has been no experiment. */
async function derive(
  run: RunRecord & { readonly endedAt: string },
  known: Experiment | undefined,
  records: WorkloadRecords,
  artifacts: JsonStore,
): Promise<Experiment | undefined> {
  const { workload, runId, packageVersion } = run;
  const find = <T>(key: string, schema: z.ZodType<T>) => findReadable(key, schema, artifacts);
  const [plan, summary, results, tuning, evaluation, decision, approval, released] = await Promise.all([
    find(artifactKey.plan(workload, runId), planSchema),
    find(artifactKey.summary(workload, runId), prepareSummarySchema),
    find(artifactKey.trainResults(workload, runId), trainResultsSchema),
    find(artifactKey.tuning(workload, runId), tuningReportSchema),
    find(artifactKey.evaluation(workload, runId), evaluationReportSchema),
    find(artifactKey.decision(workload, runId), decisionSchema),
    packageVersion === undefined ? undefined : records.approval(packageVersion).read(),
    records.release.read(),
  ]);
  if (plan === undefined) return undefined;
  const release = [released?.live, released?.previous].find((one) => one?.runId === runId) ?? known?.lineage.release;
  return experimentOf({ run, plan, summary, results, tuning, evaluation, decision, approval, release });
}

/** A run may have failed because a document cannot be read: its experiment is what the others say. */
async function findReadable<T>(
  key: string,
  schema: z.ZodType<T>,
  artifacts: JsonStore,
): Promise<Sourced<T> | undefined> {
  try {
    return await artifacts.findSourced(key, schema);
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'ARTIFACT_INVALID') return undefined;
    throw error;
  }
}
