import { CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { awsClient } from './aws-client.ts';

/** CloudWatch metrics, in the namespaces of the service. */
export interface Metrics {
  put(namespace: string, data: readonly MetricDatum[]): Promise<void>;
}

const MOST_PER_CALL = 500;

export class AwsMetrics implements Metrics {
  readonly #client = awsClient(CloudWatchClient, {});

  async put(namespace: string, data: readonly MetricDatum[]): Promise<void> {
    for (let from = 0; from < data.length; from += MOST_PER_CALL) {
      await this.#client.send(
        new PutMetricDataCommand({ Namespace: namespace, MetricData: data.slice(from, from + MOST_PER_CALL) }),
      );
    }
  }
}
