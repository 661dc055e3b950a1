import { Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { MlflowConfig } from '../../domain/experiment/mlflow/tracking-uri.ts';
import { artifactKey, EXPERIMENT_FILE } from '../../domain/names.ts';
import { retentionOf, workloadNames } from '../configured.ts';
import { ALARM_PERIOD, notifyingAlarm } from '../constructs/alarm.ts';
import { mlflowServer } from '../constructs/mlflow.ts';
import { ObjectTrigger } from '../constructs/object-trigger.ts';
import { StageFunction } from '../constructs/stage-function.ts';
import type { PlatformStackProps } from '../stack-props.ts';

export interface TrackingStackProps extends PlatformStackProps {
  readonly mlflow: MlflowConfig;
}

/** Logs the experiment of every run to MLflow. Nothing waits for it: no run is slower, or fails, because MLflow does. */
export class TrackingStack extends Stack {
  constructor(scope: Construct, id: string, props: TrackingStackProps) {
    super(scope, id, props);
    const { configuration, data, notifications, mlflow } = props;
    const { environment } = configuration;
    const server = mlflowServer(this, 'Mlflow', { environment, mlflow, artifacts: data.artifacts });
    const track = new StageFunction(this, 'Track', {
      stage: 'track',
      description: 'Logs experiments to MLflow',
      timeout: Duration.seconds(60),
      logRetentionDays: retentionOf(configuration),
      environment: {
        TRAINYARD_ENVIRONMENT: environment.name,
        ARTIFACTS_BUCKET: data.artifacts.name,
        MLFLOW_TRACKING_URI: server.trackingUri,
      },
    });
    server.grantLog(track);
    const documents = workloadNames(configuration).flatMap((w) => [
      artifactKey.experiment(w, '*'),
      artifactKey.evaluation(w, '*'),
    ]);
    data.artifacts.grantRead(track, ...documents);
    new ObjectTrigger(this, 'ExperimentTrigger', {
      kind: 'Experiment',
      description: 'Experiments of runs',
      bucket: data.artifacts.bucket,
      keySuffix: EXPERIMENT_FILE,
      receiver: track,
      // One by one, so that one that fails holds up no other.
      batches: { batchSize: 1, maxConcurrency: 2 },
      topic: notifications.topic,
      whenOld: 'Experiments wait for half an hour to be logged to MLflow; the log of the track function says why.',
      whenDead:
        'Experiments could not be logged to MLflow and wait in the dead-letter queue. Mend the cause, then redrive the queue.',
    });
    notifyingAlarm(this, 'Errors-track', {
      topic: notifications.topic,
      metric: track.metricErrors({ period: ALARM_PERIOD }),
      // A few errors are retried and hurt nobody.
      threshold: 3,
      description: 'The track function keeps failing; its log says why. Runs go on without MLflow.',
    });
  }
}
