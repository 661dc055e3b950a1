import type { EvaluationReport } from '../../evaluate/report.ts';
import { fingerprint } from '../../hash.ts';
import type { Experiment } from '../experiment.ts';
import { settingsOf } from '../settings.ts';
import { type CurvePoint, curvesOf } from './curves.ts';
import { candidateFigures, runFigures } from './figures.ts';
import { clipped, entityName, MOST_PARAM, MOST_TAG } from './limits.ts';
import { candidateTags, runTags, TAG } from './tags.ts';

/** What one run of MLflow is to say; names and values are within MLflow's limits. */
export interface LoggedRun {
  /** Undefined for the run itself, whose candidates are its children. */
  readonly candidate: string | undefined;
  readonly name: string;
  readonly status: 'FINISHED' | 'FAILED' | 'KILLED';
  /** Milliseconds since 1970. */
  readonly startTime: number;
  readonly endTime: number;
  readonly params: Readonly<Record<string, string>>;
  /** One value each. */
  readonly figures: Readonly<Record<string, number>>;
  /** Metrics over steps. */
  readonly curves: readonly CurvePoint[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface LoggedExperiment {
  /** Name of the experiment of MLflow: one for each workload and environment. */
  readonly name: string;
  readonly runId: string;
  /** Of what was logged: the same digest is the same experiment. */
  readonly digest: string;
  /** The run first, then its candidates. */
  readonly runs: readonly LoggedRun[];
}

const STATUS = { untrained: 'KILLED', failed: 'FAILED', trained: 'FINISHED', evaluated: 'FINISHED' } as const;

/** A run of the platform as runs of MLflow. The evaluation is the one that the experiment refers to, where there is one. */
export function loggedExperimentOf(
  experiment: Experiment,
  evaluation: EvaluationReport | undefined,
  environment: string,
): LoggedExperiment {
  const { workload, runId, outcome } = experiment;
  const times = { startTime: Date.parse(experiment.startedAt), endTime: Date.parse(experiment.endedAt) };
  const settings = settingsOf(experiment);
  const run = finished({
    ...times,
    candidate: undefined,
    name: runId,
    status: outcome === 'failed' ? 'FAILED' : 'FINISHED',
    params: Object.fromEntries(
      settings.filter(({ candidate }) => candidate === undefined).map(({ name, value }) => [name, String(value)]),
    ),
    figures: runFigures(experiment),
    curves: [],
    tags: runTags(experiment, environment),
  });
  const children = experiment.candidates.map((candidate) =>
    finished({
      ...times,
      candidate: candidate.name,
      name: candidate.name,
      status: STATUS[candidate.status],
      params: Object.fromEntries(
        settings
          .filter((one) => one.candidate === candidate.name)
          .map(({ name, value }) => [name.slice(candidate.name.length + 1), String(value)]),
      ),
      figures: candidateFigures(candidate),
      curves: curvesOf(candidate.name, evaluation),
      tags: candidateTags(candidate, experiment, environment),
    }),
  );
  return {
    name: `trainyard/${environment}/${workload}`,
    runId,
    digest: fingerprint(experiment, 64),
    runs: [run, ...children],
  };
}

/** Within MLflow's limits, and named by what MLflow can never change or take away: another content is another run of MLflow. */
function finished(run: LoggedRun): LoggedRun {
  const params = renamed(run.params, (value) => clipped(value, MOST_PARAM));
  const figures = renamed(run.figures, (value) => value);
  const tags = renamed(run.tags, (value) => clipped(value, MOST_TAG));
  const content = fingerprint(
    { params, curves: run.curves, figures: Object.keys(figures).sort(), tags: Object.keys(tags).sort() },
    16,
  );
  return { ...run, params, figures, tags: { ...tags, [TAG.content]: content } };
}

const renamed = <From, To>(values: Readonly<Record<string, From>>, of: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [entityName(name), of(value)]));
