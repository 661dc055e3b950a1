import { createServer, type Server } from 'node:http';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rolloutPlan } from '../../domain/rollout/plan.ts';
import { SageMakerInference } from '../../lambdas/adapters/inference.ts';
import { SageMakerJobMeter } from '../../lambdas/adapters/job-meter.ts';
import { SageMakerJobs } from '../../lambdas/adapters/jobs.ts';
import { SageMakerRegistry } from '../../lambdas/adapters/registry.ts';
import { SageMakerServingResources } from '../../lambdas/adapters/serving-resources.ts';
import { SageMakerRuntime } from '../../lambdas/rollout/runtimes/sagemaker.ts';
import { deployedWorkload, WORKLOAD } from './memory/world.ts';

type Reply = { readonly status?: number; readonly type?: string; readonly body?: unknown };
type Script = (action: string, input: Record<string, unknown>) => Reply;

const missing: Reply = { status: 400, type: 'ValidationException', body: { message: 'Could not find endpoint "x".' } };

/** A service that speaks SageMaker's protocol and answers from a script. */
let server: Server;
let script: Script;
let calls: [string, Record<string, unknown>][] = [];
let settings: ConstructorParameters<typeof SageMakerClient>[0] & object;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const action = String(request.headers['x-amz-target'] ?? 'SageMaker.InvokeEndpoint').replace('SageMaker.', '');
    const input = JSON.parse(Buffer.concat(chunks).toString() || '{}');
    calls.push([action, input]);
    const { status = 200, type, body = {} } = script(action, input);
    const error = type === undefined ? {} : { 'x-amzn-errortype': type };
    response.writeHead(status, {
      'content-type': 'application/json',
      'x-amzn-invoked-production-variant': 'live',
      ...error,
    });
    response.end(
      typeof body === 'string' ? body : JSON.stringify(type === undefined ? body : { __type: type, ...Object(body) }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  settings = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  };
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  calls = [];
});

const facts = {
  workload: WORKLOAD,
  runId: 'aaaaaaaaaaaa-1',
  candidate: 'unigram',
  family: 'linear',
  datasetId: 'd',
  datasetVersion: '1',
  artifactSha256: 'a',
  modelDigest: 'b',
  configHash: 'c',
  codeDigest: 'e',
  verdict: 'promote' as const,
  accuracy: '0.9',
  macroF1: '0.9',
};
const described = {
  ModelPackageArn: 'arn:1',
  ModelPackageVersion: 1,
  ModelApprovalStatus: 'Approved',
  InferenceSpecification: { Containers: [{ Image: 'image', ModelDataUrl: 's3://b/k' }] },
  CustomerMetadataProperties: facts,
};
const registered = {
  packageArn: 'arn:1',
  packageVersion: 1,
  status: 'Approved' as const,
  reason: '',
  image: 'image',
  artifactUri: 's3://b/k',
  facts,
};

describe('the registry', () => {
  it('registers with provenance, image digest, metrics and a token, and gives the reason afterwards', async () => {
    script = () => ({ body: { ModelPackageArn: 'arn:1' } });
    const registry = new SageMakerRegistry(new SageMakerClient(settings));
    const fresh = {
      image: 'image',
      artifactUri: 's3://b/k',
      status: 'Rejected' as const,
      reason: 'worse',
      description: 'd',
      facts,
    };

    const arn = await registry.create('group', fresh, {
      token: 't',
      evaluationUri: 's3://b/e',
      imageDigest: 'sha256:1',
    });
    await registry.decide(arn, 'Rejected', 'worse');

    expect(calls[0]).toMatchObject([
      'CreateModelPackage',
      {
        ModelPackageGroupName: 'group',
        ModelApprovalStatus: 'Rejected',
        ClientToken: 't',
        CustomerMetadataProperties: facts,
        InferenceSpecification: { Containers: [{ Image: 'image', ImageDigest: 'sha256:1', ModelDataUrl: 's3://b/k' }] },
      },
    ]);
    expect(calls[1]).toMatchObject(['UpdateModelPackage', { ModelPackageArn: 'arn:1', ApprovalDescription: 'worse' }]);
  });

  it('finds the package of a run among those of the group', async () => {
    script = (action, input) => {
      if (action === 'ListModelPackages') {
        return {
          body: { ModelPackageSummaryList: ['arn:0', 'arn:1'].map((ModelPackageArn) => ({ ModelPackageArn })) },
        };
      }
      return { body: input.ModelPackageName === 'arn:1' ? described : { ModelPackageArn: 'arn:0' } };
    };
    const registry = new SageMakerRegistry(new SageMakerClient(settings));

    expect(await registry.findOfRun('group', facts.runId, new Date(0))).toEqual(registered);
    expect(await registry.findOfRun('group', 'bbbbbbbbbbbb-1', new Date(0))).toBeUndefined();
  });

  it('says what is wrong with a package that is gone or strange', async () => {
    const registry = new SageMakerRegistry(new SageMakerClient(settings));
    script = () => ({
      status: 400,
      type: 'ValidationException',
      body: { message: 'ModelPackage arn:9 does not exist.' },
    });
    await expect(registry.describe('arn:9')).rejects.toMatchObject({ code: 'ARTIFACT_INVALID' });
    script = () => ({ body: { ModelPackageArn: 'arn:9', ModelPackageVersion: 9 } });
    await expect(registry.describe('arn:9')).rejects.toMatchObject({ code: 'ARTIFACT_INVALID' });
  });
});

describe('the SageMaker runtime', () => {
  const plan = rolloutPlan('test', registered, deployedWorkload());

  it("hands the workload's limits and a request to try the model with to the container", () => {
    const deployed = deployedWorkload();
    const limited = {
      ...deployed,
      config: { ...deployed.config, serving: { ...deployed.config.serving, maxTexts: 7 } },
    };

    const { environment } = rolloutPlan('test', registered, limited).model;

    expect(environment).toMatchObject({ TRAINYARD_MAX_TEXTS: '7', TRAINYARD_MAX_TEXT_LENGTH: '10000' });
    expect(JSON.parse(environment.TRAINYARD_PROBE ?? '')).toEqual({ texts: [expect.any(String)] });
  });

  it('names models and configurations by their content, within 63 characters', () => {
    expect(plan.modelName).toMatch(/^ty-test-reviews-v1-[0-9a-f]{8}$/);
    expect(plan.endpointConfigName).not.toBe(plan.modelName);
    const longest = { ...registered, packageVersion: 9999, facts: { ...facts, workload: 'w'.repeat(21) } };
    expect(rolloutPlan('e'.repeat(16), longest, deployedWorkload()).modelName.length).toBeLessThanOrEqual(63);
  });

  it('sees nothing where nothing is', async () => {
    script = () => missing;

    const seen = await new SageMakerRuntime('role', new SageMakerClient(settings)).observe(plan);

    expect(seen).toEqual({ model: undefined, config: undefined, endpoint: undefined });
  });

  it('creates what the plan says, and leaves what exists already', async () => {
    script = (action) =>
      action === 'CreateModel'
        ? { status: 400, type: 'ValidationException', body: { message: 'Cannot create already existing model "m".' } }
        : { body: {} };
    const runtime = new SageMakerRuntime('arn:aws:iam::0:role/r', new SageMakerClient(settings));

    await runtime.createModel(plan);
    await runtime.createEndpointConfig(plan);
    await runtime.createEndpoint(plan);

    expect(calls.map(([action]) => action)).toEqual(['CreateModel', 'CreateEndpointConfig', 'CreateEndpoint']);
    expect(calls[0]?.[1]).toMatchObject({
      PrimaryContainer: { Environment: { TRAINYARD_MODEL_PACKAGE: '1', TRAINYARD_MODEL_DIGEST: 'b' } },
    });
    expect(calls[1]?.[1]).toMatchObject({
      ProductionVariants: [{ VariantName: 'live', InstanceType: 'ml.t2.medium', InitialInstanceCount: 1 }],
    });
  });

  it('sees the content of models, configurations and endpoints, and what is on its way', async () => {
    script = (action) => {
      switch (action) {
        case 'DescribeModel':
          return { body: { PrimaryContainer: { Image: 'i', ModelDataUrl: 's3://b/k', Environment: { A: 'b' } } } };
        case 'DescribeEndpointConfig':
          return {
            body: {
              ProductionVariants: [
                { VariantName: 'live', ModelName: 'm', InstanceType: 'ml.t2.medium', InitialInstanceCount: 2 },
              ],
            },
          };
        default:
          return {
            body: {
              EndpointStatus: 'Updating',
              EndpointConfigName: 'c1',
              PendingDeploymentSummary: { EndpointConfigName: 'c2' },
              ProductionVariants: [{ VariantName: 'live', DeployedImages: [{ SpecifiedImage: 'i' }] }],
            },
          };
      }
    };

    const seen = await new SageMakerRuntime('role', new SageMakerClient(settings)).observe(plan);

    const variants = [{ name: 'live', modelName: 'm', instanceType: 'ml.t2.medium', instanceCount: 2 }];
    expect(seen).toEqual({
      model: { image: 'i', artifactUri: 's3://b/k', environment: { A: 'b' } },
      config: variants,
      endpoint: {
        status: 'Updating',
        configName: 'c1',
        pendingConfigName: 'c2',
        failureReason: undefined,
        variants,
        images: { live: 'i' },
      },
    });
  });

  it('says of a repeated call for a change that the endpoint is busy, and bears a repeated deletion', async () => {
    const message = 'Cannot update in-progress endpoint "arn:aws:sagemaker:us-east-1:0:endpoint/e".';
    script = () => ({ status: 400, type: 'ValidationException', body: { message } });
    const runtime = new SageMakerRuntime('role', new SageMakerClient(settings));

    expect(await runtime.updateEndpoint(plan)).toBe(false);
    await runtime.deleteEndpoint(plan);
    script = () => ({ body: {} });
    expect(await runtime.updateEndpoint(plan)).toBe(true);
  });

  it('says of a repeated creation that the endpoint is there', async () => {
    const message = 'Cannot create already existing endpoint "arn:aws:sagemaker:us-east-1:0:endpoint/e".';
    script = () => ({ status: 400, type: 'ValidationException', body: { message } });

    expect(await new SageMakerRuntime('role', new SageMakerClient(settings)).createEndpoint(plan)).toBe(false);
  });

  it('lets every other error out', async () => {
    script = () => ({ status: 400, type: 'AccessDeniedException', body: { message: 'no' } });

    await expect(new SageMakerRuntime('role', new SageMakerClient(settings)).createModel(plan)).rejects.toThrow('no');
  });

  it('refuses an instance type that does not exist', async () => {
    const wrong = { ...plan, variant: { ...plan.variant, instanceType: 'ml.none' } };

    const creating = new SageMakerRuntime('role', new SageMakerClient(settings)).createEndpointConfig(wrong);

    await expect(creating).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});

describe('training jobs', () => {
  it('are described, and undefined when they were never created', async () => {
    const jobs = new SageMakerJobs(new SageMakerClient(settings));
    script = () => ({ body: { TrainingJobStatus: 'Failed', FailureReason: 'no memory' } });
    expect(await jobs.describe('training', 'j')).toEqual({
      status: 'Failed',
      artifactUri: undefined,
      failureReason: 'no memory',
      interruptions: 0,
      started: false,
    });
    script = () => ({
      body: {
        TrainingJobStatus: 'Stopped',
        SecondaryStatus: 'MaxWaitTimeExceeded',
        TrainingStartTime: 1_200,
        SecondaryStatusTransitions: [
          { Status: 'Starting', StartTime: 1_000 },
          { Status: 'Training', StartTime: 1_200 },
          { Status: 'Interrupted', StartTime: 1_500 },
        ],
      },
    });
    expect(await jobs.describe('training', 'j')).toMatchObject({
      status: 'Stopped',
      failureReason: 'MaxWaitTimeExceeded',
      started: true,
      interruptions: 1,
      waitingSince: new Date(1_500_000),
    });
    script = () => ({ status: 400, type: 'ValidationException', body: { message: 'Requested resource not found.' } });
    expect(await jobs.describe('training', 'j')).toBeUndefined();
  });
});

describe('the removal of what runs outside CloudFormation', () => {
  it("removes a workload's own resources and not its neighbour's", async () => {
    script = (action) => {
      if (action === 'DescribeEndpoint') return missing;
      if (action === 'ListEndpointConfigs') {
        const names = ['ty-test-reviews-v1-0123abcd', 'ty-test-reviews-v2-v1-0123abcd'];
        return { body: { EndpointConfigs: names.map((EndpointConfigName) => ({ EndpointConfigName })) } };
      }
      if (action === 'ListModels') return { body: { Models: [{ ModelName: 'ty-test-reviews-v1-0123abcd' }] } };
      if (action === 'ListModelPackages') return { body: { ModelPackageSummaryList: [{ ModelPackageArn: 'arn:1' }] } };
      return { body: {} };
    };

    const removed = await new SageMakerServingResources(new SageMakerClient(settings)).removeAll('test', WORKLOAD, {
      packages: true,
    });

    expect(removed).toEqual({ endpoints: 1, endpointConfigs: 1, models: 1, packages: 1 });
    const deleted = calls.filter(([action]) => action.startsWith('Delete')).map(([, input]) => Object.values(input)[0]);
    expect(deleted).toEqual([
      'trainyard-test-reviews',
      'ty-test-reviews-v1-0123abcd',
      'ty-test-reviews-v1-0123abcd',
      'arn:1',
    ]);
  });

  it('is no error when nothing is there', async () => {
    script = (action) => (action.startsWith('List') ? { body: {} } : missing);

    const removed = await new SageMakerServingResources(new SageMakerClient(settings)).removeAll('test', WORKLOAD, {
      packages: false,
    });

    expect(removed).toEqual({ endpoints: 0, endpointConfigs: 0, models: 0, packages: 0 });
  });
});

describe('inference', () => {
  const invoke = () =>
    new SageMakerInference(new SageMakerRuntimeClient(settings)).invoke('e', { texts: ['a'] }, 'r-1');

  it('gives the answer and the variant that gave it', async () => {
    script = () => ({ body: { predictions: [] } });

    expect(await invoke()).toEqual({ body: { predictions: [] }, variant: 'live' });
  });

  it.each<[Reply, string]>([
    [
      { status: 400, type: 'ValidationError', body: { message: 'Endpoint e of account 0 not found.' } },
      'NO_MODEL_LIVE',
    ],
    [{ status: 424, type: 'ModelError', body: { OriginalStatusCode: 500 } }, 'ENDPOINT_FAILED'],
    [{ status: 424, type: 'ModelError', body: { OriginalStatusCode: 400 } }, 'REQUEST_INVALID'],
    [{ status: 503, type: 'ServiceUnavailable' }, 'ENDPOINT_UNAVAILABLE'],
    [{ status: 400, type: 'ThrottlingException' }, 'THROTTLED'],
    [{ body: 'no JSON' }, 'ENDPOINT_FAILED'],
  ])('reads %j as %s', async (reply, code) => {
    script = () => reply;

    await expect(invoke()).rejects.toMatchObject({ code });
  });

  it('is unavailable when nobody listens', async () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const silent = new SageMakerRuntimeClient({
      ...settings,
      requestHandler: { handle: () => Promise.reject(refused) },
    });

    const asking = new SageMakerInference(silent).invoke('e', {}, 'r-1');

    await expect(asking).rejects.toMatchObject({ code: 'ENDPOINT_UNAVAILABLE' });
  });
});

describe('a tuning job', () => {
  const jobs = () => new SageMakerJobs(new SageMakerClient(settings));

  it('is looked at and stopped as other jobs are', async () => {
    script = () => ({ body: { HyperParameterTuningJobStatus: 'Failed', FailureReason: 'No objective metrics found' } });

    expect(await jobs().describe('tuning', 't')).toMatchObject({
      status: 'Failed',
      failureReason: 'No objective metrics found',
    });
    await jobs().stop('tuning', 't');

    expect(calls).toEqual([
      ['DescribeHyperParameterTuningJob', { HyperParameterTuningJobName: 't' }],
      ['StopHyperParameterTuningJob', { HyperParameterTuningJobName: 't' }],
    ]);
  });

  it('has trials, of all pages, with what each came to', async () => {
    const trial = (name: string, more: object) => ({
      TrainingJobName: name,
      TrainingJobDefinitionName: 'linear',
      TunedHyperParameters: { c: '0.5' },
      ...more,
    });
    script = (_action, { NextToken }) =>
      NextToken === undefined
        ? {
            body: {
              NextToken: 'more',
              TrainingJobSummaries: [
                trial('t-001', {
                  TrainingJobStatus: 'Completed',
                  TrainingStartTime: 1_000,
                  TrainingEndTime: 1_060,
                  FinalHyperParameterTuningJobObjectiveMetric: { MetricName: 'm', Value: 0.9 },
                }),
              ],
            },
          }
        : { body: { TrainingJobSummaries: [trial('t-002', { TrainingJobStatus: 'Failed', FailureReason: 'no' })] } };

    const hyperparameters = { c: '0.5' };
    expect(await jobs().trials('t')).toEqual([
      { candidate: 'linear', jobName: 't-001', status: 'Completed', hyperparameters, objective: 0.9, seconds: 60 },
      { candidate: 'linear', jobName: 't-002', status: 'Failed', hyperparameters, reason: 'no' },
    ]);
  });

  it('that was never created has none', async () => {
    script = () => ({ status: 400, type: 'ResourceNotFound', body: { message: 'no such job' } });
    expect(await jobs().trials('t')).toEqual([]);
    expect(await jobs().describe('tuning', 't')).toBeUndefined();
  });
});

describe('the meter of jobs', () => {
  const meter = () => new SageMakerJobMeter('us-east-1', new SageMakerClient(settings));
  const job = (kind: 'processing' | 'training') => ({ kind, jobName: 'j' });

  it('reads the billable seconds of a training, and the time of a processing job, on all its instances', async () => {
    script = (action) =>
      action === 'DescribeTrainingJob'
        ? {
            body: {
              TrainingJobStatus: 'Failed',
              TrainingStartTime: 1_000,
              TrainingEndTime: 5_600,
              BillableTimeInSeconds: 3_600,
              TrainingTimeInSeconds: 4_500,
              EnableManagedSpotTraining: true,
              ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 2, VolumeSizeInGB: 1 },
            },
          }
        : {
            body: {
              ProcessingJobStatus: 'Stopped',
              ProcessingStartTime: 1_000,
              ProcessingEndTime: 4_600,
              ProcessingResources: {
                ClusterConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
              },
            },
          };

    expect(await meter().read(job('training'))).toMatchObject({
      seconds: 3_600,
      trainingSeconds: 4_500,
      purchase: 'spot',
      instanceCount: 2,
      dollars: 0.23,
      savedDollars: 0.0575,
    });
    expect(await meter().read(job('processing'))).toMatchObject({
      seconds: 3_600,
      purchase: 'on-demand',
      dollars: 0.115,
      price: 'listed',
    });
  });

  it('tells a job that goes on from one that never was, and charges nothing for one that got no machine', async () => {
    script = () => ({ body: { TrainingJobStatus: 'Stopping' } });
    expect(await meter().read(job('training'))).toBe('running');
    script = () => missing;
    expect(await meter().read(job('training'))).toBe('absent');
    script = () => ({ body: { TrainingJobStatus: 'Stopped', LastModifiedTime: 9_000 } });
    expect(await meter().read(job('training'))).toMatchObject({ seconds: 0, dollars: 0 });
  });
});
