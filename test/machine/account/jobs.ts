import type { JobKind, JobObservation } from '../../../domain/job/observation.ts';
import type { Trial } from '../../../domain/tune/trial.ts';
import type { Searched } from '../../../domain/tune/warm-start.ts';
import type { Jobs as JobsPort } from '../../../lambdas/adapters/jobs.ts';
import { searchedBy } from '../../../lambdas/adapters/searched.ts';
import { isArray, isObject, type Json, type JsonObject } from '../asl/json.ts';
import type { VirtualClock } from '../clock.ts';
import { AwsError } from './aws-error.ts';
import { tuningRequestSchema } from './tuning-request.ts';

export type JobStatus = JobObservation['status'];

export interface Job {
  readonly kind: JobKind;
  readonly name: string;
  readonly request: JsonObject;
  readonly createdAt: number;
  status: JobStatus;
  /** False while it waits for a machine. */
  started: boolean;
  /** How often its machine was taken away. */
  interruptions: number;
  failureReason?: string;
  artifactUri?: string;
}

/** What a job comes to: `never` does not end by itself, nor does one that is interrupted, and `no-capacity` does not even start. */
export type JobEnd =
  | { readonly status: 'Completed'; readonly artifactUri?: string }
  | { readonly status: 'Failed'; readonly reason: string }
  | { readonly interruptions: number }
  | 'never'
  | 'no-capacity';

export interface JobsProps {
  readonly clock: VirtualClock;
  /** What a job's container does. */
  readonly program: (job: Job) => Promise<JobEnd>;
  /** True for a job that the account's quota does not allow. */
  readonly isOverQuota: (name: string) => boolean;
}

const JOB_SECONDS = 300;

/** SageMaker's jobs: a name is used once, a job runs for a while, and one that has ended cannot be stopped. */
export class Jobs implements JobsPort {
  readonly all: Job[] = [];
  readonly #props: JobsProps;
  readonly #trials = new Map<string, Trial[]>();
  readonly #watchers = new Map<Job, (() => void)[]>();

  constructor(props: JobsProps) {
    this.#props = props;
  }

  get running(): Job[] {
    return this.all.filter(({ status }) => status === 'InProgress' || status === 'Stopping');
  }

  create(kind: JobKind, request: JsonObject): Job {
    const name = nameIn(kind, request);
    if (this.find(kind, name) !== undefined) {
      throw new AwsError('ResourceInUse', 400, `${kind} job names must be unique, and ${name} already exists`);
    }
    if (this.#props.isOverQuota(name)) throw new AwsError('ResourceLimitExceeded', 400, 'The quota is used up');
    const job: Job = {
      kind,
      name,
      request,
      createdAt: this.#props.clock.now,
      status: 'InProgress',
      started: false,
      interruptions: 0,
    };
    this.all.push(job);
    this.#limitWait(job);
    void this.#work(job);
    return job;
  }

  find(kind: JobKind, name: string): Job | undefined {
    return this.all.find((job) => job.kind === kind && job.name === name);
  }

  /** Resolves once the job has ended. */
  ended(job: Job): Promise<void> {
    if (hasEnded(job)) return Promise.resolve();
    return new Promise((resolve) => this.#watchers.set(job, [...(this.#watchers.get(job) ?? []), resolve]));
  }

  async describe(kind: JobKind, jobName: string): Promise<JobObservation | undefined> {
    const job = this.find(kind, jobName);
    if (job === undefined) return undefined;
    const { status, artifactUri, failureReason, started, interruptions } = job;
    const waitingSince = started || hasEnded(job) ? undefined : new Date(job.createdAt);
    return { status, artifactUri, failureReason, started, interruptions, waitingSince };
  }

  async searched(tuningJobName: string): Promise<Searched | undefined> {
    const job = this.find('tuning', tuningJobName);
    return job && searchedBy({ ...tuningRequestSchema.parse(job.request), HyperParameterTuningJobStatus: job.status });
  }

  async trials(tuningJobName: string): Promise<Trial[]> {
    return this.#trials.get(tuningJobName) ?? [];
  }

  async stop(kind: JobKind, jobName: string): Promise<void> {
    const job = this.find(kind, jobName);
    if (job !== undefined && !hasEnded(job)) this.halt(kind, jobName);
  }

  halt(kind: JobKind, name: string): void {
    const job = this.find(kind, name);
    if (job === undefined) throw new AwsError('ResourceNotFound', 400, `Requested resource not found: ${name}`);
    if (hasEnded(job)) {
      throw new AwsError(
        'ValidationException',
        400,
        `The request was rejected because the job is in status ${job.status}`,
      );
    }
    job.status = 'Stopping';
    this.#props.clock.after(5, () => this.#end(job, 'Stopped'));
  }

  async #work(job: Job): Promise<void> {
    await this.#props.clock.sleep(JOB_SECONDS);
    if (job.status !== 'InProgress') return;
    const end = await this.#props.program(job);
    job.started = end !== 'no-capacity';
    if (typeof end === 'object' && 'interruptions' in end) job.interruptions = end.interruptions;
    if (typeof end === 'string' || 'interruptions' in end || job.status !== 'InProgress') return;
    if (job.kind === 'tuning') this.#addTrials(job);
    if (end.status === 'Failed') job.failureReason = end.reason;
    else if (end.artifactUri !== undefined) job.artifactUri = end.artifactUri;
    this.#end(job, end.status);
  }

  /** Two trials of each definition have run; the second one is the better. */
  #addTrials({ name, request }: Job): void {
    const definitions = isArray(request.TrainingJobDefinitions) ? request.TrainingJobDefinitions : [];
    const trials = definitions.flatMap((definition, at) =>
      [1, 2].map((nth): Trial => {
        const jobName = `${name}-00${at * 2 + nth}-0123abcd`;
        const artifactUri = `${textAt(definition, 'OutputDataConfig', 'S3OutputPath')}/${jobName}`;
        const status = 'Completed';
        this.all.push({
          kind: 'training',
          name: jobName,
          request: {},
          createdAt: this.#props.clock.now,
          status,
          started: true,
          interruptions: 0,
          artifactUri,
        });
        const candidate = textAt(definition, 'DefinitionName');
        return { candidate, jobName, status, objective: 0.7 + nth / 10, hyperparameters: { c: String(nth) } };
      }),
    );
    this.#trials.set(name, trials);
  }

  /** A job on spot machines is stopped when its whole time is over, the time for which it waits included. */
  #limitWait(job: Job): void {
    const condition = job.request.StoppingCondition;
    const seconds = isObject(condition) ? condition.MaxWaitTimeInSeconds : undefined;
    if (typeof seconds !== 'number') return;
    this.#props.clock.after(seconds, () => {
      if (hasEnded(job)) return;
      job.failureReason = 'MaxWaitTimeExceeded';
      this.#end(job, 'Stopped');
    });
  }

  #end(job: Job, status: JobStatus): void {
    if (hasEnded(job)) return;
    job.status = status;
    for (const ring of this.#watchers.get(job) ?? []) ring();
  }
}

const hasEnded = ({ status }: Job): boolean => status !== 'InProgress' && status !== 'Stopping';

/** As in `CreateTrainingJob`. */
const NOUNS = { training: 'Training', processing: 'Processing', tuning: 'HyperParameterTuning' } as const;
export const nounOf = (kind: JobKind): string => NOUNS[kind];

function nameIn(kind: JobKind, request: JsonObject): string {
  const name = request[`${nounOf(kind)}JobName`];
  const longest = kind === 'tuning' ? 32 : 63;
  if (typeof name !== 'string' || name.length > longest || !/^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/.test(name)) {
    throw new AwsError('ValidationException', 400, `${JSON.stringify(name)} is no name of a job`);
  }
  return name;
}

/** Text at a place in a request. */
export function textAt(value: Json | undefined, ...steps: (string | number)[]): string {
  const found = steps.reduce<Json | undefined>((at, step) => {
    if (typeof step === 'number') return isArray(at) ? at[step] : undefined;
    return isObject(at) ? at[step] : undefined;
  }, value);
  if (typeof found === 'string') return found;
  throw new Error(`The request has no text at ${steps.join('.')}.`);
}
