import { PlatformError } from '../../domain/errors.ts';
import { BATCH_LIMITS, batchesOf } from '../../domain/experiment/mlflow/limits.ts';
import type { LoggedExperiment, LoggedRun } from '../../domain/experiment/mlflow/logged-run.ts';
import { TAG } from '../../domain/experiment/mlflow/tags.ts';
import { type LogBatch, type LoggedMetric, pairsOf, type TrackedRun, type Tracking } from '../adapters/mlflow.ts';
import type { StageContext } from '../runtime/stage-handler.ts';

interface LogPorts extends Pick<StageContext, 'now'> {
  readonly tracking: Tracking;
}

/** What was done to runs of MLflow. */
export interface Logged {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
}

/** Makes MLflow say what the experiment says, with one run of MLflow for the run and one for each of its candidates. */
export async function logExperiment(experiment: LoggedExperiment, { tracking, now }: LogPorts): Promise<Logged> {
  const experimentId = await experimentIdOf(experiment.name, tracking);
  const search = () => tracking.runs(experimentId, TAG.runId, experiment.runId);
  const before = await search();
  const missing = experiment.runs.filter((run) => keptOf(run, before) === undefined);
  const created: TrackedRun[] = [];
  for (const run of missing) created.push(await tracking.createRun(experimentId, identityOf(run)));
  // Whoever else logs this run now sees the same runs, and keeps the same ones.
  const found = missing.length === 0 ? before : union(await search(), created);

  const kept = experiment.runs.map((run) => ({ run, there: required(keptOf(run, found), run) }));
  const [parent] = kept;
  let updated = 0;
  for (const { run, there } of kept) {
    const isChild = parent !== undefined && there !== parent.there;
    const whole = {
      ...run,
      tags: { ...run.tags, ...(isChild && { [TAG.parent]: parent.there.id }) },
      digest: experiment.digest,
    };
    if (await logRun(whole, there, { tracking, now })) updated += 1;
  }
  const rest = found.filter((one) => !kept.some(({ there }) => there.id === one.id));
  for (const { id } of rest) await tracking.delete(id);
  return { created: created.length, updated, deleted: rest.length };
}

function required(there: TrackedRun | undefined, { name }: LoggedRun): TrackedRun {
  if (there !== undefined) return there;
  throw new PlatformError('MLFLOW_FAILED', `MLflow does not know the run ${name} that it has just created.`);
}

async function experimentIdOf(name: string, tracking: Tracking): Promise<string> {
  const known = await tracking.experiment(name);
  if (known !== undefined) return known;
  await tracking.createExperiment(name);
  const made = await tracking.experiment(name);
  if (made !== undefined) return made;
  throw new PlatformError('MLFLOW_FAILED', `MLflow does not know the experiment ${name} that it has just created.`);
}

/** By these tags a run of MLflow is found again. */
const identityOf = ({ tags, ...run }: LoggedRun) => ({
  ...run,
  tags: Object.fromEntries(
    [TAG.runId, TAG.candidate, TAG.content].flatMap((tag) => {
      const value = tags[tag];
      return value === undefined ? [] : [[tag, value]];
    }),
  ),
});

/** The run of MLflow that has this very content; of several, which a race can make, the one with the least id. */
const keptOf = ({ candidate, tags }: LoggedRun, found: readonly TrackedRun[]): TrackedRun | undefined =>
  found
    .filter((one) => one.tags.get(TAG.candidate) === candidate && one.tags.get(TAG.content) === tags[TAG.content])
    .sort((a, b) => a.id.localeCompare(b.id))[0];

const union = (found: readonly TrackedRun[], created: readonly TrackedRun[]): TrackedRun[] => [
  ...new Map([...created, ...found].map((run) => [run.id, run])).values(),
];

/** Logs what is not there yet. False when everything is. */
async function logRun(
  run: LoggedRun & { readonly digest: string },
  there: TrackedRun,
  { tracking, now }: LogPorts,
): Promise<boolean> {
  const { digest, tags, params } = run;
  if (there.tags.get(TAG.experiment) === digest && there.tags.get(TAG.parent) === tags[TAG.parent]) return false;
  const log = (batch: LogBatch): Promise<void> => tracking.log(there.id, batch);
  for (const some of batchesOf(pairsOf(params), BATCH_LIMITS.params)) await log({ params: some });
  for (const some of batchesOf(metricsOf(run, there, now()), BATCH_LIMITS.metrics)) await log({ metrics: some });
  for (const some of batchesOf(pairsOf(tags), BATCH_LIMITS.tags)) await log({ tags: some });
  await tracking.end(there.id, run);
  // Says that all of it is there, so it comes last.
  await log({ tags: pairsOf({ [TAG.experiment]: digest }) });
  return true;
}

/**
 * The points of curves, unless a whole experiment was logged before: they are a part of the content. Always as of the run's
 * end, since MLflow takes the very same point once. Of the other values those that changed, as of now, since MLflow shows
 * the latest.
 */
function metricsOf({ curves, figures, endTime }: LoggedRun, there: TrackedRun, now: Date): LoggedMetric[] {
  const changed = Object.entries(figures).filter(([key, value]) => there.figures.get(key) !== value);
  const points = there.tags.has(TAG.experiment) ? [] : curves;
  return [
    ...points.map((point) => ({ ...point, timestamp: endTime })),
    ...changed.map(([key, value]) => ({ key, value, timestamp: now.getTime(), step: 0 })),
  ];
}
