import { RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnMlflowApp } from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../../config/environment.ts';
import { isMlflowApp, type MlflowConfig } from '../../domain/experiment/mlflow/tracking-uri.ts';
import { s3Uri } from '../../domain/names.ts';
import type { DataBucket } from './data-bucket.ts';
import { acceptFinding } from './security-checks.ts';
import type { StageFunction } from './stage-function.ts';

/** What experiments are logged to. */
export interface MlflowServer {
  /** ARN or address, as MLflow calls it. */
  readonly trackingUri: string;
  /** Allows a function to find, create, fill and replace runs: nothing else of MLflow. */
  grantLog(logger: StageFunction): void;
}

/** What the function does there, as SageMaker's MLflow calls it. */
const LOG_ACTIONS = [
  'GetExperimentByName',
  'CreateExperiment',
  'SearchRuns',
  'CreateRun',
  'UpdateRun',
  'LogBatch',
  'DeleteRun',
].map((action) => `sagemaker-mlflow:${action}`);

export interface MlflowAppProps {
  readonly environment: Pick<EnvironmentConfig, 'name' | 'removalPolicy'>;
  /** Its artifact store lies under `mlflow/artifacts/`. */
  readonly artifacts: DataBucket;
}

/** A serverless MLflow of SageMaker, which costs nothing while idle and is kept as the environment's data is. */
export class MlflowApp extends Construct implements MlflowServer {
  readonly trackingUri: string;

  constructor(scope: Construct, id: string, { environment, artifacts }: MlflowAppProps) {
    super(scope, id);
    // A workload called `mlflow` would have its runs beside it.
    const prefix = 'mlflow/artifacts/';
    const role = new Role(this, 'Role', {
      description: 'Reads and writes the artifact store of MLflow',
      assumedBy: new ServicePrincipal('sagemaker.amazonaws.com'),
    });
    artifacts.grantRead(role, prefix);
    artifacts.grantWrite(role, prefix);
    artifacts.grantDelete(role, prefix);
    acceptFinding(role, 'IAM5', 'Objects under a prefix have no names known before.');
    const app = new CfnMlflowApp(this, 'App', {
      name: `trainyard-${environment.name}`,
      artifactStoreUri: s3Uri(artifacts.name, prefix),
      roleArn: role.roleArn,
      // The registry's packages are the platform's own decisions.
      modelRegistrationMode: 'AutoModelRegistrationDisabled',
    });
    app.node.addDependency(role);
    app.applyRemovalPolicy(environment.removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
    this.trackingUri = app.attrArn;
  }

  grantLog(logger: StageFunction): void {
    grantApp(logger, this.trackingUri);
  }
}

export interface MlflowServerProps extends MlflowAppProps {
  readonly mlflow: MlflowConfig;
}

/** The MLflow that an environment names. */
export function mlflowServer(scope: Construct, id: string, { mlflow, ...props }: MlflowServerProps): MlflowServer {
  switch (mlflow.kind) {
    case 'app':
      return new MlflowApp(scope, id, props);
    case 'existing':
      return existing(mlflow.arn);
    case 'server':
      // It knows nothing of IAM.
      return { trackingUri: mlflow.url, grantLog: () => undefined };
  }
}

const existing = (arn: string): MlflowServer => ({
  trackingUri: arn,
  grantLog: (logger) => (isMlflowApp(arn) ? grantApp(logger, arn) : logger.allow(LOG_ACTIONS, [arn])),
});

/** An App asks for the right to call it at all, and for that to each action. */
const grantApp = (logger: StageFunction, arn: string): void =>
  logger.allow(['sagemaker:CallMlflowAppApi', ...LOG_ACTIONS], [arn]);
