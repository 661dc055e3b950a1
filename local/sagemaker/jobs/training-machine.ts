import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '../adapters/objects.ts';
import { mlPath } from '../engine/container-paths.ts';
import type { TrainingJob } from '../state/records.ts';
import type { Surroundings } from '../surroundings.ts';
import { Checkpoints } from './checkpoints.ts';
import type { Place } from './hosts.ts';
import { MOST_CHARACTERS } from './job-error.ts';
import { JobMetrics } from './job-metrics.ts';
import { type ContainerRun, runContainer } from './run-container.ts';
import type { Ending } from './supervise.ts';
import { layTrainingInput } from './training-input.ts';

const DEFAULT_CHECKPOINTS = '/opt/ml/checkpoints';

/** One instance of a training job, with an `/opt/ml` of its own. */
export class TrainingMachine {
  /** The container's `/opt/ml`. */
  readonly ml: string;
  readonly #plane: Surroundings;
  readonly #job: TrainingJob;
  readonly #store: ObjectStore;
  readonly #place: Place;
  readonly #checkpoints: Checkpoints | undefined;

  /** `folder`: where all machines of the job lie. */
  constructor(plane: Surroundings, job: TrainingJob, store: ObjectStore, place: Place, folder: string) {
    this.ml = join(folder, place.host, 'ml');
    this.#plane = plane;
    this.#job = job;
    this.#store = store;
    this.#place = place;
    const { S3Uri, LocalPath = DEFAULT_CHECKPOINTS } = job.request.CheckpointConfig ?? {};
    if (S3Uri === undefined) return;
    this.#checkpoints = new Checkpoints({
      store,
      uri: S3Uri,
      folder: mlPath(this.ml, LocalPath).replace(/\/$/, ''),
      scratch: join(this.ml, '../outgoing'),
      syncSeconds: plane.settings.checkpointSyncSeconds,
      onTrouble: plane.onTrouble,
    });
  }

  /**
   * Brings the inputs, and the checkpoints of earlier machines.
   * @throws JobError ClientError
   */
  async prepare(): Promise<void> {
    await layTrainingInput(this.#job.request, this.#store, this.ml, this.#place);
    await this.#checkpoints?.start();
  }

  run(limits: Pick<ContainerRun, 'maxRuntimeSeconds' | 'signal' | 'onStarted' | 'onStopping'>): Promise<Ending> {
    const { request, name, arn } = this.#job;
    const metrics = new JobMetrics(this.#plane, name, request.AlgorithmSpecification?.MetricDefinitions ?? []);
    const ended = runContainer(this.#plane, {
      kind: 'TrainingJobs',
      job: name,
      host: this.#place.host,
      provider: this.#plane.roles.provider(request.RoleArn ?? ''),
      networkIsolation: request.EnableNetworkIsolation,
      container: {
        image: request.AlgorithmSpecification?.TrainingImage ?? '',
        entrypoint: request.AlgorithmSpecification?.ContainerEntrypoint,
        arguments: request.AlgorithmSpecification?.ContainerArguments ?? ['train'],
        environment: { TRAINING_JOB_NAME: name, TRAINING_JOB_ARN: arn, ...request.Environment },
        mlDirectory: this.ml,
        peers: this.#place.hosts.length > 1 ? this.#place.hosts : undefined,
      },
      onLine: (line) => metrics.read(line),
      ...limits,
    });
    return ended.finally(() => metrics.close());
  }

  /** Sends the checkpoints that are not in S3 yet, so many files at most, and watches them no more. */
  async saveCheckpoints(mostFiles?: number): Promise<void> {
    await this.#checkpoints?.stop(mostFiles);
  }

  /** What the container wrote to `/opt/ml/output/failure`. */
  async failure(): Promise<string> {
    const file = join(this.ml, 'output/failure');
    return existsSync(file) ? (await readFile(file, 'utf8')).slice(0, MOST_CHARACTERS - 100) : '';
  }
}
