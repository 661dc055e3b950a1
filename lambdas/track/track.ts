import { evaluationReportSchema } from '../../domain/evaluate/report.ts';
import { type Experiment, experimentSchema } from '../../domain/experiment/experiment.ts';
import { type LoggedExperiment, loggedExperimentOf } from '../../domain/experiment/mlflow/logged-run.ts';
import type { Sourced } from '../../domain/experiment/sources.ts';
import { artifactKey } from '../../domain/names.ts';
import type { JsonStore } from '../adapters/artifacts.ts';
import type { Tracking } from '../adapters/mlflow.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import { logExperiment } from './log-experiment.ts';

export interface TrackPorts {
  readonly artifacts: JsonStore;
  readonly tracking: Tracking;
  readonly environment: string;
}

/**
 * Logs to MLflow what the experiment under a key says now, whenever the event is from: the same again changes nothing,
 * and an event that comes late says what the newest one did. An experiment that is written meanwhile is logged too, so
 * that the last word is the newest, however many invocations there are.
 */
export async function track(key: string, ports: TrackPorts & StageContext): Promise<void> {
  const { artifacts, logger } = ports;
  const [workload = '', , runId = ''] = key.split('/');
  // Other objects may end as an experiment does: a container can call a checkpoint so.
  if (key !== artifactKey.experiment(workload, runId)) return logger.info('no experiment of a run', { key });
  logger.about({ workload, runId });
  const read = () => artifacts.findSourced(key, experimentSchema);
  let logged: string | undefined;
  for (let found = await read(); found !== undefined && found.sha256 !== logged; found = await read()) {
    const done = await logExperiment(await describe(found, ports), ports);
    logger.info('logged', { ...done });
    logged = found.sha256;
  }
}

async function describe(
  { value: experiment }: Sourced<Experiment>,
  { artifacts, environment }: TrackPorts,
): Promise<LoggedExperiment> {
  const { workload, runId, documents } = experiment;
  const key = artifactKey.evaluation(workload, runId);
  const evaluated = documents.evaluation && (await artifacts.findSourced(key, evaluationReportSchema));
  // One that was written since belongs to an experiment that is still to come.
  const isOurs = evaluated !== undefined && evaluated.sha256 === documents.evaluation?.sha256;
  return loggedExperimentOf(experiment, isOurs ? evaluated.value : undefined, environment);
}
