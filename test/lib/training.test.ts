import { beforeAll, describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { type Statement, statementsOf } from './statements.ts';
import { resourcesOf, synthesize } from './synthesize.ts';

/** The content's hash, with which an image's URI ends. */
const imageTag = (code: unknown): string => /[0-9a-f]{64}/.exec(JSON.stringify(code))?.[0] ?? 'no tag';

describe('the training stack', () => {
  let template: Template;

  beforeAll(async () => {
    template = (await synthesize('local')).template('training');
  });

  it('keeps an upload that cannot be admitted in a dead-letter queue, with an alarm on its depth', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: Match.anyValue() },
      SqsManagedSseEnabled: true,
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['aws.s3'], 'detail-type': ['Object Created'] },
      Targets: [Match.objectLike({ DeadLetterConfig: { Arn: Match.anyValue() } })],
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible',
      AlarmActions: [Match.anyValue()],
      TreatMissingData: 'notBreaching',
    });
  });

  it('row 12: alarms people when a run fails, as one does whose approval never comes', () => {
    for (const MetricName of ['ExecutionsFailed', 'ExecutionsTimedOut']) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        MetricName,
        Namespace: 'AWS/States',
        Threshold: 0,
        AlarmActions: [Match.anyValue()],
      });
    }
  });

  it('retries single messages of a batch, not the batch', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('hears of registry decisions and of runs that ended badly', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.sagemaker'],
        'detail-type': ['SageMaker Model Package State Change'],
        detail: { ModelPackageGroupName: ['trainyard-local-reviews'] },
      },
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.states'],
        detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [Match.anyValue()] },
      },
    });
  });

  it('logs states without the data that passes through them, and traces them', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      LoggingConfiguration: Match.objectLike({ IncludeExecutionData: false, Level: 'ALL' }),
      TracingConfiguration: { Enabled: true },
    });
  });

  it('runs every function on the current Node with its own log group and traces', () => {
    const functions = Object.values(resourcesOf(template, 'AWS::Lambda::Function'));
    expect(functions).toHaveLength(12);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        ...(Properties.PackageType === 'Image' ? {} : { Runtime: 'nodejs24.x' }),
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogGroup: expect.anything() },
      });
      expect(Properties.Environment).toMatchObject({ Variables: { TRAINYARD_ENVIRONMENT: 'local' } });
    }
    for (const { Properties } of Object.values(resourcesOf(template, 'AWS::Logs::LogGroup'))) {
      expect(Properties.RetentionInDays).toBe(7);
    }
  });

  it('runs the image of the processing jobs as a function for small data, with the rights of those jobs', () => {
    const [small] = Object.values(resourcesOf(template, 'AWS::Lambda::Function')).filter(
      ({ Properties }) => Properties.PackageType === 'Image',
    );
    expect(small?.Properties).toMatchObject({
      ImageConfig: { Command: ['function'] },
      Architectures: ['x86_64'],
      MemorySize: 3_008,
      EphemeralStorage: { Size: 4_096 },
    });
    const machine = JSON.stringify(resourcesOf(template, 'AWS::StepFunctions::StateMachine'));
    expect(machine).toContain(imageTag(small?.Properties.Code));

    const statements = statementsOf(template);
    const ofFunction = statements.filter(({ policy }) => policy.startsWith('ProcessingRole'));
    const ofJobs = statements.filter(({ policy }) => policy.startsWith('ImagesProcessingRole'));
    const onData = (all: Statement[]) =>
      all
        .filter(({ actions }) => actions.some((action) => /^(s3|kms):/.test(action)))
        .map(({ actions, resources }) => ({ actions, resources }));
    expect(onData(ofFunction)).toEqual(onData(ofJobs));
    expect(onData(ofFunction).length).toBeGreaterThan(3);
    const others = ofFunction.flatMap(({ actions }) => actions).filter((action) => !/^(s3|kms):/.test(action));
    expect(new Set(others)).toEqual(
      new Set(['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTraceSegments', 'xray:PutTelemetryRecords']),
    );
  });

  it('puts that function where the jobs are, in subnets of the account', async () => {
    const network = { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] };
    const inside = await synthesize('local', (configuration) => ({
      ...configuration,
      environment: { ...configuration.environment, network },
    }));
    inside.template('training').hasResourceProperties('AWS::Lambda::Function', {
      PackageType: 'Image',
      VpcConfig: { SubnetIds: network.subnetIds, SecurityGroupIds: network.securityGroupIds },
    });
  });

  it('tells only admit and keep how to start runs', () => {
    const starters = Object.values(resourcesOf(template, 'AWS::Lambda::Function')).filter(({ Properties }) =>
      JSON.stringify(Properties.Environment).includes('RETRAIN_STATE_MACHINE_ARN'),
    );
    expect(starters.map(({ Properties }) => Properties.Description)).toEqual([
      'Records uploads and starts runs',
      'Looks after leases, owed runs and the cost of jobs',
    ]);
  });
});
