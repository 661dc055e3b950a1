import type {
  Endpoint,
  EndpointConfig,
  Model,
  ModelPackage,
  ModelPackageGroup,
  ProcessingJob,
  TrainingJob,
  TuningJob,
} from '../state/records.ts';
import type { Tags } from '../state/tags.ts';
import { describeEndpoint } from '../views/endpoint.ts';
import { describeEndpointConfig } from '../views/endpoint-config.ts';
import { describeModel } from '../views/model.ts';
import { describeModelPackage, describeModelPackageGroup } from '../views/model-package.ts';
import { describeProcessingJob } from '../views/processing-job.ts';
import { describeTrainingJob } from '../views/training-job.ts';
import { describeTuningJob } from '../views/tuning-job.ts';
import type { Outbox } from './outbox.ts';

/** Tells EventBridge about each change of state, in the shapes of the service's own events. */
export class Announcer {
  readonly #outbox: Pick<Outbox, 'add'>;
  readonly #tags: Tags;
  readonly #now: () => number;

  constructor(outbox: Pick<Outbox, 'add'>, tags: Tags, now: () => number) {
    this.#outbox = outbox;
    this.#tags = tags;
    this.#now = now;
  }

  trainingJob(job: TrainingJob): void {
    this.#say('SageMaker Training Job State Change', job.arn, describeTrainingJob(job));
  }

  processingJob(job: ProcessingJob): void {
    this.#say('SageMaker Processing Job State Change', job.arn, describeProcessingJob(job));
  }

  /** `trials`: its training jobs. */
  tuningJob(job: TuningJob, trials: readonly TrainingJob[]): void {
    this.#say('SageMaker HyperParameter Tuning Job State Change', job.arn, describeTuningJob(job, trials));
  }

  model(model: Model): void {
    this.#say('SageMaker Model State Change', model.arn, describeModel(model));
  }

  endpointConfig(config: EndpointConfig): void {
    this.#say('SageMaker Endpoint Config State Change', config.arn, describeEndpointConfig(config));
  }

  endpoint(endpoint: Endpoint): void {
    const detail = describeEndpoint(endpoint);
    this.#say('SageMaker Endpoint State Change', endpoint.arn, {
      ...detail,
      EndpointStatus: inUpperCase(endpoint.status),
    });
  }

  modelPackage(one: ModelPackage): void {
    this.#say('SageMaker Model Package State Change', one.arn, describeModelPackage(one));
  }

  modelPackageGroup(group: ModelPackageGroup): void {
    this.#say('SageMaker Model Package Group State Change', group.arn, describeModelPackageGroup(group));
  }

  #say(detailType: string, arn: string, detail: object): void {
    const tags = Object.fromEntries(this.#tags.of(arn).map((tag) => [tag.Key, tag.Value]));
    this.#outbox.add({
      detailType,
      resources: [arn],
      detail: JSON.stringify(inMilliseconds({ ...detail, Tags: tags })),
      time: this.#now(),
    });
  }
}

/** The service's events name an endpoint's status as `IN_SERVICE`, where its API says `InService`. */
const inUpperCase = (status: string): string => status.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();

/** Events carry times as milliseconds since the epoch. */
function inMilliseconds(value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  if (Array.isArray(value)) return value.map(inMilliseconds);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inMilliseconds(member)]));
}
