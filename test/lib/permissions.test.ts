import { beforeAll, describe, expect, it } from '@jest/globals';
import { allowing, type Statement, statementsOf } from './statements.ts';
import { type Synthesized, synthesize } from './synthesize.ts';

/** Actions that AWS grants for no single resource. */
const WITHOUT_RESOURCE = [
  'ecr:GetAuthorizationToken',
  'states:SendTaskSuccess',
  'states:SendTaskFailure',
  'sagemaker:ListEndpoints',
  'sagemaker:ListEndpointConfigs',
  'sagemaker:ListModels',
  'cloudwatch:PutMetricData',
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];

describe('the permissions of the platform', () => {
  let platform: Synthesized;
  let all: Statement[];
  let training: Statement[];

  beforeAll(async () => {
    platform = await synthesize('local');
    all = platform.stacks.flatMap((stack) => statementsOf(platform.template(stack)));
    training = statementsOf(platform.template('training'));
  });

  it('never allow a whole service', () => {
    expect(all.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
  });

  it('name a resource wherever AWS knows one', () => {
    const everywhere = all.filter(({ effect, resources }) => effect === 'Allow' && resources.includes('*'));
    expect([...new Set(everywhere.flatMap(({ actions }) => actions))].sort()).toEqual(
      expect.arrayContaining(['states:SendTaskSuccess']),
    );
    for (const action of everywhere.flatMap(({ actions }) => actions)) expect(WITHOUT_RESOURCE).toContain(action);
  });

  it('let a training job write the metrics of training jobs, and nobody any others', () => {
    expect(
      allowing(all, 'cloudwatch:PutMetricData').map(({ policy, condition }) => [policy.slice(0, 14), condition]),
    ).toEqual([['ImagesTraining', { StringEquals: { 'cloudwatch:namespace': '/aws/sagemaker/TrainingJobs' } }]]);
  });

  it('pass a role to one service only, and never by a pattern', () => {
    const passing = allowing(all, 'iam:PassRole');
    expect(passing.length).toBeGreaterThanOrEqual(3);
    for (const { condition, resources } of passing) {
      expect(condition).toEqual({
        StringEquals: { 'iam:PassedToService': expect.stringMatching(/^(sagemaker|scheduler)\.amazonaws\.com$/) },
      });
      for (const resource of resources) expect(resource).not.toContain('*');
    }
  });

  it('let no stage function delete an object, and a training job only checkpoints', () => {
    const deleting = allowing(all, 's3:DeleteObject').sort((one, other) => one.policy.localeCompare(other.policy));
    expect(deleting.map(({ policy }) => policy.slice(0, 14))).toEqual(['BucketEmptying', 'ImagesTraining']);
    expect(deleting[1]?.resources).toEqual([expect.stringContaining('/reviews/runs/*/checkpoints/*"')]);
  });

  it('let the training job read datasets, those of tries too, and checkpoints and nothing else', () => {
    const reads = allowing(training, 's3:GetObject', 'ImagesTrainingRole').flatMap(({ resources }) => resources);
    expect(reads.sort()).toEqual([
      expect.stringContaining('/reviews/runs/*/checkpoints/*"'),
      expect.stringContaining('/reviews/runs/*/dataset/*"'),
      expect.stringContaining('/datasets/workload=reviews/*"'),
    ]);
  });

  it('let only the clean-up and a failed first rollout delete endpoints', () => {
    const owners = allowing(all, 'sagemaker:DeleteEndpoint').map(({ policy }) => policy);
    expect(owners.map((policy) => policy.slice(0, 7)).sort()).toEqual(['Advance', 'Runtime']);
  });

  it('let only the approval, and the keeper for it, answer a waiting task', () => {
    const answering = allowing(all, 'states:SendTaskSuccess').map(({ policy }) => policy);
    expect(answering.map((policy) => /^Functions(Approve|Keep)/.exec(policy)?.[1]).sort()).toEqual(['Approve', 'Keep']);
  });

  it('give predict the endpoints and the configuration, and no data', () => {
    const predict = statementsOf(platform.template('api')).filter(({ policy }) => policy.startsWith('Predict'));
    const actions = predict.flatMap((statement) => statement.actions).filter((action) => !/^(logs|xray):/.test(action));
    expect(actions.sort()).toEqual(['sagemaker:InvokeEndpoint', 'ssm:GetParameter']);
  });

  it('allow what waiting for jobs needs', () => {
    for (const action of [
      'sagemaker:CreateTrainingJob',
      'sagemaker:DescribeTrainingJob',
      'sagemaker:StopTrainingJob',
      'sagemaker:CreateProcessingJob',
      'sagemaker:AddTags',
      'events:PutRule',
      'events:PutTargets',
      'kms:CreateGrant',
    ]) {
      expect(allowing(training, action, 'RetrainMachine')).not.toEqual([]);
    }
  });
});
