import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OPERATIONS } from '../../../local/sagemaker/operations/index.ts';
import { loadServiceModel, locateServiceModel } from '../../../local/sagemaker/service-model/load.ts';
import { outputProblems } from '../../../local/sagemaker/service-model/validate.ts';
import { ROLE } from './cloud.ts';
import { IMAGE, PlaneUnderTest, until } from './plane-under-test.ts';
import { tuningJob } from './tuning/tuning-requests.ts';

let plane: PlaneUnderTest;
beforeAll(async () => {
  plane = await PlaneUnderTest.start();
});
afterAll(() => plane.dispose());

async function ask(action: string, body: object): Promise<{ status: number; answer: Record<string, unknown> }> {
  const headers = { 'x-amz-target': `SageMaker.${action}`, 'content-type': 'application/x-amz-json-1.1' };
  const response = await fetch(plane.running.origin, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, answer: Object(await response.json()) };
}

const cluster = { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 5 };
const endpoint = { EndpointName: 'e' };
const arn = (resource: string): string => `arn:aws:sagemaker:us-east-1:000000000000:${resource}`;

/** One valid call of each action, in an order in which each finds what it needs. */
const CALLS: readonly [string, object][] = [
  [
    'CreateTrainingJob',
    {
      TrainingJobName: 't',
      RoleArn: ROLE,
      AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
      OutputDataConfig: { S3OutputPath: 's3://artifacts/run' },
      ResourceConfig: cluster,
      StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 90 },
      EnableManagedSpotTraining: true,
      Environment: { MODE: 'wait' },
      Tags: [{ Key: 'a', Value: 'b' }],
    },
  ],
  ['CreateHyperParameterTuningJob', tuningJob('tune')],
  ['DescribeHyperParameterTuningJob', { HyperParameterTuningJobName: 'tune' }],
  ['ListTrainingJobsForHyperParameterTuningJob', { HyperParameterTuningJobName: 'tune', SortBy: 'Status' }],
  ['ListHyperParameterTuningJobs', { SortBy: 'Status' }],
  ['StopHyperParameterTuningJob', { HyperParameterTuningJobName: 'tune' }],
  ['DescribeTrainingJob', { TrainingJobName: 't' }],
  ['StopTrainingJob', { TrainingJobName: 't' }],
  ['ListTrainingJobs', { CreationTimeAfter: 0, SortBy: 'Name', SortOrder: 'Ascending' }],
  [
    'CreateProcessingJob',
    {
      ProcessingJobName: 'p',
      RoleArn: ROLE,
      AppSpecification: { ImageUri: IMAGE, ContainerArguments: ['train'] },
      ProcessingResources: { ClusterConfig: cluster },
      Environment: { MODE: 'wait' },
    },
  ],
  ['DescribeProcessingJob', { ProcessingJobName: 'p' }],
  ['StopProcessingJob', { ProcessingJobName: 'p' }],
  ['ListProcessingJobs', {}],
  ['CreateModel', { ModelName: 'm', ExecutionRoleArn: ROLE, PrimaryContainer: { Image: IMAGE } }],
  ['DescribeModel', { ModelName: 'm' }],
  ['ListModels', {}],
  [
    'CreateEndpointConfig',
    {
      EndpointConfigName: 'c',
      ProductionVariants: [
        { VariantName: 'live', ModelName: 'm', InitialInstanceCount: 1, InstanceType: 'ml.m5.large' },
      ],
    },
  ],
  ['DescribeEndpointConfig', { EndpointConfigName: 'c' }],
  ['ListEndpointConfigs', {}],
  ['CreateEndpoint', { ...endpoint, EndpointConfigName: 'c' }],
  ['DescribeEndpoint', endpoint],
  ['ListEndpoints', {}],
  ['CreateModelPackageGroup', { ModelPackageGroupName: 'g' }],
  ['DescribeModelPackageGroup', { ModelPackageGroupName: 'g' }],
  ['ListModelPackageGroups', {}],
  [
    'CreateModelPackage',
    {
      ModelPackageGroupName: 'g',
      InferenceSpecification: { Containers: [{ Image: IMAGE, ModelDataUrl: 's3://b/m' }] },
    },
  ],
  ['DescribeModelPackage', { ModelPackageName: arn('model-package/g/1') }],
  ['UpdateModelPackage', { ModelPackageArn: arn('model-package/g/1'), ModelApprovalStatus: 'Rejected' }],
  ['ListModelPackages', { ModelPackageGroupName: 'g' }],
  ['AddTags', { ResourceArn: arn('model/m'), Tags: [{ Key: 'a', Value: 'b' }] }],
  ['ListTags', { ResourceArn: arn('model/m') }],
  ['DeleteTags', { ResourceArn: arn('model/m'), TagKeys: ['a'] }],
  ['DeleteModelPackage', { ModelPackageName: arn('model-package/g/1') }],
  ['DeleteModelPackageGroup', { ModelPackageGroupName: 'g' }],
  ['DeleteEndpointConfig', { EndpointConfigName: 'c' }],
  ['DeleteModel', { ModelName: 'm' }],
];

describe('the answers of the plane', () => {
  it('have the shapes of the published service model, for every action', async () => {
    const names = OPERATIONS.map((one) => one.name);
    const model = await loadServiceModel(
      locateServiceModel(process.env.PLANE_SERVICE_MODEL),
      names,
      join(plane.directory, 'model.json'),
    );
    const seen: Record<string, unknown> = {};
    for (const [action, body] of CALLS) {
      const { status, answer } = await ask(action, body);
      seen[action] = { status, problems: status === 200 ? outputProblems(model, action, answer) : answer };
    }

    expect(seen).toEqual(Object.fromEntries(CALLS.map(([action]) => [action, { status: 200, problems: [] }])));
    const uncovered = names.filter((name) => seen[name] === undefined);
    // These two need an endpoint that has come up or failed; the tests of endpoints call them.
    expect(uncovered).toEqual(['UpdateEndpoint', 'DeleteEndpoint']);
  });

  it('say which action is not there, and what is no JSON', async () => {
    const unknown = await ask('CreateHumanLoop', {});
    const headers = { 'x-amz-target': 'SageMaker.ListModels' };
    const broken = await fetch(plane.running.origin, { method: 'POST', headers, body: '{' });

    expect(unknown).toMatchObject({ status: 400, answer: { __type: 'UnknownOperationException' } });
    expect(await broken.json()).toMatchObject({ __type: 'SerializationException' });
  });

  it('tell events after the bus was away, in order', async () => {
    plane.cloud.refusals = 2;
    await ask('CreateModelPackageGroup', { ModelPackageGroupName: 'late' });
    await ask('DeleteModelPackageGroup', { ModelPackageGroupName: 'late' });
    await until(
      async () => plane.cloud.events,
      (events) => events.some((event) => event.resources[0]?.endsWith('/late')),
    );

    expect(plane.trouble.filter((line) => line.includes('event not sent yet'))).toHaveLength(2);
  });
});
