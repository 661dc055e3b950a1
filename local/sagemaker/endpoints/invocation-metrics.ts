import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import type { Metrics } from '../adapters/metrics.ts';

export interface Invocation {
  readonly endpoint: string;
  readonly variant: string;
  readonly configName: string;
  /** The status that the caller got. */
  readonly status: number;
  /** Undefined when no container was reached. */
  readonly modelLatencyMicroseconds: number | undefined;
  readonly overheadLatencyMicroseconds: number;
}

interface Window {
  readonly endpoint: string;
  readonly variant: string;
  readonly configName: string;
  readonly minute: number;
  invocations: number;
  errors4xx: number;
  errors5xx: number;
  modelErrors: number;
  readonly modelLatencies: number[];
  readonly overheads: number[];
}

const MINUTE_MS = 60_000;
/** PutMetricData takes at most this many values with their counts. */
const MOST_VALUES = 150;

/** Counts invocations by minute and sends them as the metrics of `AWS/SageMaker`. */
export class InvocationMetrics {
  readonly #metrics: Metrics;
  readonly #now: () => number;
  readonly #onTrouble: (message: string) => void;
  readonly #windows = new Map<string, Window>();
  #timer: NodeJS.Timeout | undefined;

  constructor(metrics: Metrics, now: () => number, onTrouble: (message: string) => void) {
    this.#metrics = metrics;
    this.#now = now;
    this.#onTrouble = onTrouble;
  }

  start(periodSeconds: number): void {
    this.#timer = setInterval(() => void this.flush(), periodSeconds * 1000);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  count(invocation: Invocation): void {
    const window = this.#window(invocation);
    window.invocations += 1;
    if (invocation.status >= 400 && invocation.status < 500) window.errors4xx += 1;
    if (invocation.status >= 500) window.errors5xx += 1;
    if (invocation.status === 424) window.modelErrors += 1;
    if (invocation.modelLatencyMicroseconds !== undefined)
      window.modelLatencies.push(invocation.modelLatencyMicroseconds);
    window.overheads.push(invocation.overheadLatencyMicroseconds);
  }

  async flush(): Promise<void> {
    const windows = [...this.#windows.values()];
    this.#windows.clear();
    if (windows.length === 0) return;
    try {
      await this.#metrics.put('AWS/SageMaker', windows.flatMap(metricData));
    } catch (error) {
      this.#onTrouble(`metrics of ${windows.length} minutes not sent: ${String(error)}`);
    }
  }

  #window({ endpoint, variant, configName }: Invocation): Window {
    const minute = Math.floor(this.#now() / MINUTE_MS) * MINUTE_MS;
    const key = JSON.stringify([endpoint, variant, configName, minute]);
    const known = this.#windows.get(key);
    if (known) return known;
    const counts = { invocations: 0, errors4xx: 0, errors5xx: 0, modelErrors: 0 };
    const made: Window = { endpoint, variant, configName, minute, ...counts, modelLatencies: [], overheads: [] };
    this.#windows.set(key, made);
    return made;
  }
}

/** Each metric goes out twice: with the configuration's name, and without, as the service publishes it. */
function metricData(window: Window): MetricDatum[] {
  const dimensions = [
    { Name: 'EndpointName', Value: window.endpoint },
    { Name: 'VariantName', Value: window.variant },
  ];
  const withConfig = [...dimensions, { Name: 'EndpointConfigName', Value: window.configName }];
  const counts = [
    ['Invocations', window.invocations, window.invocations],
    ['Invocation4XXErrors', window.errors4xx, window.invocations],
    ['Invocation5XXErrors', window.errors5xx, window.invocations],
    ['InvocationModelErrors', window.modelErrors, window.invocations],
  ] as const;
  return [dimensions, withConfig].flatMap((Dimensions): MetricDatum[] => {
    const base = { Dimensions, Timestamp: new Date(window.minute) };
    return [
      ...counts.map(
        ([MetricName, sum, samples]): MetricDatum => ({
          ...base,
          MetricName,
          Unit: 'Count',
          StatisticValues: { SampleCount: samples, Sum: sum, Minimum: sum < samples ? 0 : 1, Maximum: sum > 0 ? 1 : 0 },
        }),
      ),
      ...latency('ModelLatency', window.modelLatencies, base),
      ...latency('OverheadLatency', window.overheads, base),
    ];
  });
}

/** Values, not statistics: percentiles must be right. */
function latency(MetricName: string, values: readonly number[], base: object): MetricDatum[] {
  const data: MetricDatum[] = [];
  for (let from = 0; from < values.length; from += MOST_VALUES) {
    data.push({ ...base, MetricName, Unit: 'Microseconds', Values: values.slice(from, from + MOST_VALUES) });
  }
  return data;
}
