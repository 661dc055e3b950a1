import type { MetricDefinition } from '@aws-sdk/client-sagemaker';
import type { MetricPoint } from '../state/records.ts';
import type { Surroundings } from '../surroundings.ts';
import { metricScan } from './metric-scan.ts';

const FLUSH_MS = 500;
const NAMESPACE = '/aws/sagemaker/TrainingJobs';

type Around = Pick<Surroundings, 'store' | 'metrics' | 'trainingMetrics' | 'now' | 'onTrouble'>;

/** The metrics in one container's log: the last value of each is kept with the job, all of them go to CloudWatch. */
export class JobMetrics {
  readonly #around: Around;
  readonly #job: string;
  readonly #scan: ReturnType<typeof metricScan>;
  #pending: MetricPoint[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();

  constructor(around: Around, job: string, definitions: readonly MetricDefinition[]) {
    this.#around = around;
    this.#job = job;
    this.#scan = metricScan(definitions);
  }

  read(line: string): void {
    const at = this.#around.now();
    const points = this.#scan(line).map((found) => ({ ...found, at }));
    if (points.length === 0) return;
    this.#pending.push(...points);
    for (const point of points) this.#around.trainingMetrics.say(this.#job, point);
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  /** Resolves when every value was kept and sent, or sending it failed. */
  async close(): Promise<void> {
    this.#flush();
    await this.#sending;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const points = this.#pending;
    this.#pending = [];
    if (points.length === 0) return;
    const { store, metrics, onTrouble } = this.#around;
    const before = store.trainingJobs.get(this.#job)?.finalMetrics ?? [];
    const last = new Map([...before, ...points].map((point) => [point.name, point]));
    store.trainingJobs.update(this.#job, { finalMetrics: [...last.values()] });
    this.#sending = this.#sending
      .then(() =>
        metrics.put(
          NAMESPACE,
          points.map((point) => datum(this.#job, point)),
        ),
      )
      .catch((error) => onTrouble(`${points.length} metrics of ${this.#job} not sent: ${String(error)}`));
  }
}

const datum = (job: string, { name, value, at }: MetricPoint) => ({
  MetricName: name,
  Dimensions: [{ Name: 'TrainingJobName', Value: job }],
  Timestamp: new Date(at),
  Value: value,
});
