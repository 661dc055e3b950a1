import { CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { awsClient } from './aws-client.ts';

/** CloudWatch metrics in the service's own namespace. */
export interface Metrics {
  put(data: readonly MetricDatum[]): Promise<void>;
}

const MOST_PER_CALL = 500;

export class AwsMetrics implements Metrics {
  readonly #client = awsClient(CloudWatchClient, {});

  async put(data: readonly MetricDatum[]): Promise<void> {
    for (let from = 0; from < data.length; from += MOST_PER_CALL) {
      await this.#client.send(
        new PutMetricDataCommand({ Namespace: 'AWS/SageMaker', MetricData: data.slice(from, from + MOST_PER_CALL) }),
      );
    }
  }
}
