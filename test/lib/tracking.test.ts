import { beforeAll, describe, expect, it } from '@jest/globals';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { MlflowConfig } from '../../domain/experiment/mlflow/tracking-uri.ts';
import { AccessLogBucket } from '../../lib/constructs/access-log-bucket.ts';
import { DataBucket } from '../../lib/constructs/data-bucket.ts';
import { mlflowServer } from '../../lib/constructs/mlflow.ts';
import { SecurityChecks } from '../../lib/constructs/security-checks.ts';
import { StageFunction } from '../../lib/constructs/stage-function.ts';
import { allowing, type Statement, statementsOf } from './statements.ts';
import { resourcesOf, type Synthesized, synthesize, testApp } from './synthesize.ts';

const SERVER = 'arn:aws:sagemaker:us-east-1:222222222222:mlflow-tracking-server/team';

const withApp = (): Promise<Synthesized> =>
  synthesize('staging', (configuration) => ({
    ...configuration,
    environment: { ...configuration.environment, mlflow: { kind: 'app' } },
  }));

const ofMlflow = (template: Template): Statement[] =>
  statementsOf(template).filter(({ actions }) => actions.some((action) => /mlflow/i.test(action)));

describe('an environment with an MLflow App', () => {
  let platform: Synthesized;
  let template: Template;
  beforeAll(async () => {
    platform = await withApp();
    template = platform.template('tracking');
  }, 60_000);

  it('has one that is kept with the data, and registers no models by itself', () => {
    template.hasResource('AWS::SageMaker::MlflowApp', {
      DeletionPolicy: 'Retain',
      Properties: {
        Name: 'trainyard-staging',
        ModelRegistrationMode: 'AutoModelRegistrationDisabled',
        ArtifactStoreUri: Match.objectLike({ 'Fn::Join': Match.anyValue() }),
      },
    });
  });

  it('lets the App read and write its own folder alone', () => {
    const own = statementsOf(template).filter(({ policy }) => policy.startsWith('MlflowRole'));
    const objects = own.filter(({ actions }) => actions.some((action) => /^s3:.*Object/.test(action)));

    expect(objects.length).toBeGreaterThan(0);
    for (const { resources } of objects) {
      for (const resource of resources) expect(resource).toContain('/mlflow/artifacts/*');
    }
    expect(own.flatMap(({ actions }) => actions).filter((action) => !/^(s3|kms):/.test(action))).toEqual([]);
  });

  it('lets the function call that App and log runs, and nothing else of MLflow', () => {
    expect(ofMlflow(template)).toEqual([
      expect.objectContaining({
        policy: expect.stringMatching(/^TrackRole/),
        actions: [
          'sagemaker-mlflow:CreateExperiment',
          'sagemaker-mlflow:CreateRun',
          'sagemaker-mlflow:DeleteRun',
          'sagemaker-mlflow:GetExperimentByName',
          'sagemaker-mlflow:LogBatch',
          'sagemaker-mlflow:SearchRuns',
          'sagemaker-mlflow:UpdateRun',
          'sagemaker:CallMlflowAppApi',
        ],
        resources: [expect.stringContaining('MlflowApp')],
      }),
    ]);
  });

  it('lets the function read experiments and evaluations, and write nothing', () => {
    const [read] = allowing(statementsOf(template), 's3:GetObject', 'TrackRole');
    expect(read?.resources).toEqual([
      expect.stringContaining('/reviews/runs/*/evaluate/evaluation.json*'),
      expect.stringContaining('/reviews/runs/*/experiment.json*'),
    ]);
    expect(allowing(statementsOf(template), 's3:PutObject', 'TrackRole')).toEqual([]);
  });

  it('hears of experiments over a queue with dead letters, and people hear when they are not logged', () => {
    platform.template('data').hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      LoggingConfiguration: { LogFilePrefix: 'artifacts/' },
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { object: { key: [{ suffix: '/experiment.json' }] } },
      },
      Targets: [Match.objectLike({ DeadLetterConfig: { Arn: Match.anyValue() } })],
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: Match.anyValue() },
    });
    for (const MetricName of ['ApproximateNumberOfMessagesVisible', 'ApproximateAgeOfOldestMessage', 'Errors']) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName, AlarmActions: [Match.anyValue()] });
    }
  });

  it('passes the security checks', () => {
    expect(new SecurityChecks(platform.app).validateScope(platform.app).violations).toEqual([]);
  });
});

/** A function that logs to an MLflow, in a stack of its own. */
function logger(mlflow: MlflowConfig, removalPolicy: 'retain' | 'destroy' = 'retain') {
  const app = testApp();
  const stack = new Stack(app, 'small', { env: { account: '222222222222', region: 'eu-central-1' } });
  const accessLogs = new AccessLogBucket(stack, 'AccessLogs', {
    retentionDays: 7,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const encryptionKey = new Key(stack, 'Key');
  const artifacts = new DataBucket(stack, 'Artifacts', {
    encryptionKey,
    accessLogs: accessLogs.target,
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [],
  });
  const server = mlflowServer(stack, 'Mlflow', { mlflow, environment: { name: 'test', removalPolicy }, artifacts });
  const track = new StageFunction(stack, 'Track', {
    stage: 'track',
    description: 'Logs',
    environment: { MLFLOW_TRACKING_URI: server.trackingUri },
    logRetentionDays: 7,
  });
  server.grantLog(track);
  return Template.fromStack(stack);
}

describe('an environment with an MLflow that is there', () => {
  it('of SageMaker is asked for that server, and makes none', () => {
    const template = logger({ kind: 'existing', arn: SERVER });

    expect(resourcesOf(template, 'AWS::SageMaker::MlflowApp')).toEqual({});
    expect(ofMlflow(template)).toMatchObject([{ resources: [SERVER] }]);
    expect(ofMlflow(template)[0]?.actions).not.toContain('sagemaker:CallMlflowAppApi');
  });

  it('may be an App', () => {
    const arn = SERVER.replace('tracking-server', 'app');
    expect(ofMlflow(logger({ kind: 'existing', arn }))[0]?.actions).toContain('sagemaker:CallMlflowAppApi');
  });

  it('anywhere else needs no right of AWS', () => {
    const template = logger({ kind: 'server', url: 'https://mlflow.example.com' });

    expect(ofMlflow(template)).toEqual([]);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ MLFLOW_TRACKING_URI: 'https://mlflow.example.com' }) },
    });
  });
});

describe('an MLflow App', () => {
  it('is given up where data is given up', () => {
    logger({ kind: 'app' }, 'destroy').hasResource('AWS::SageMaker::MlflowApp', { DeletionPolicy: 'Delete' });
  });
});
