import { fingerprint } from '../../../domain/hash.ts';
import { startTrainingJob } from '../jobs/start-training-job.ts';
import type { Plane } from '../plane.ts';
import type { MetricPoint, TuningJob } from '../state/records.ts';
import { definitionsOf, type TuningDefinition } from './definitions.ts';
import { dimensionsOf } from './dimensions.ts';
import type { Values } from './search/dimension.ts';
import { nextValues } from './search/search.ts';
import type { Observation } from './search/space.ts';
import { stopTrial } from './stop-trial.ts';
import { shouldStop } from './stopping/should-stop.ts';
import { trialRequest } from './trial-request.ts';
import { TrialRun } from './trial-run.ts';
import { warmTrialsOf } from './trials.ts';
import { transferred, warmObservations } from './warm-start.ts';

/** Starts the trials of a tuning job, each as a training job with the values that the search proposes. */
export class TrialStarter {
  /** All so far, in the order of their beginning. */
  readonly trials: TrialRun[] = [];
  readonly #plane: Plane;
  readonly #job: TuningJob;
  readonly #definitions: readonly TuningDefinition[];

  constructor(plane: Plane, job: TuningJob) {
    this.#plane = plane;
    this.#job = job;
    this.#definitions = definitionsOf(job.request);
  }

  /** The next trial, of the definition that has had fewest; undefined when no combination is left. */
  next(): TrialRun | undefined {
    const inTurn = [...this.#definitions].sort((left, right) => this.#of(left).length - this.#of(right).length);
    for (const definition of inTurn) {
      const values = this.#propose(definition);
      if (values !== undefined) return this.#start(definition, values);
    }
    return undefined;
  }

  /** Takes down what became of a trial whose training job has ended. */
  ended(trial: TrialRun): void {
    trial.ending = this.#plane.store.trainingJobs.get(trial.name)?.status ?? 'Failed';
    this.#plane.trainingMetrics.unfollow(trial.name);
  }

  #propose(definition: TuningDefinition): Values | undefined {
    const { request, seed } = this.#job;
    const dimensions = dimensionsOf(definition.ranges);
    const own = this.#of(definition).map(
      ({ values, objective, hasEnded }): Observation => ({ values, objective, isPending: !hasEnded }),
    );
    const before = warmObservations(definition, dimensions, warmTrialsOf(this.#plane.store, this.#job));
    const isIdentical = request.WarmStartConfig?.WarmStartType === 'IdenticalDataAndAlgorithm';
    const first = isIdentical ? undefined : transferred(before, own);
    if (first !== undefined) return first;
    return nextValues({
      strategy: request.HyperParameterTuningJobConfig?.Strategy ?? 'Bayesian',
      dimensions,
      history: isIdentical ? [...before, ...own] : own,
      seed,
      index: this.trials.length,
    });
  }

  #start(definition: TuningDefinition, values: Values): TrialRun {
    const { name: tuningJobName, arn: tuningJobArn } = this.#job;
    const index = this.trials.length + 1;
    const name = `${tuningJobName}-${String(index).padStart(3, '0')}-${fingerprint({ tuningJobArn, index, values }, 8)}`;
    const request = {
      ...trialRequest(definition, name, values, this.#plane.capacity),
      // A tuning job's tags are those of its trials, too.
      Tags: this.#job.request.Tags,
    };
    const trial = new TrialRun({ name, arn: this.#plane.arn('training-job', name), definition, values });
    this.#plane.trainingMetrics.follow(name, (point) => this.#hear(trial, point));
    this.trials.push(trial);
    startTrainingJob(this.#plane, name, request, {
      tuningJobName,
      tuningJobArn,
      definition: definition.name,
      values,
      metric: definition.objective?.MetricName ?? '',
    });
    return trial;
  }

  #hear(trial: TrialRun, point: MetricPoint): void {
    const config = this.#job.request.HyperParameterTuningJobConfig;
    if (!trial.hear(point) || config === undefined) return;
    if (shouldStop(config, trial, this.#of(trial.definition))) stopTrial(this.#plane, trial);
  }

  #of(definition: TuningDefinition): TrialRun[] {
    return this.trials.filter((trial) => trial.definition === definition);
  }
}
