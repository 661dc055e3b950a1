import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DeleteEndpointCommand,
  DescribeEndpointCommand,
  type ProductionVariant,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, type InvokeEndpointCommandInput } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLE } from './cloud.ts';
import { IMAGE, PlaneUnderTest, until } from './plane-under-test.ts';

let plane: PlaneUnderTest;
beforeAll(async () => {
  plane = await PlaneUnderTest.start();
  await model('one');
  await model('two');
  await model('broken', { MODE: 'broken', TRAINYARD_PROBE: '{"texts":["a probe"]}' });
  await model('never', { MODE: 'never' });
  for (const name of ['one', 'two', 'broken', 'never']) await config(name, [variant('live', name)]);
  await create('reviews', 'one');
});
afterAll(() => plane.dispose());

async function model(name: string, Environment: Record<string, string> = {}): Promise<void> {
  const ModelDataUrl = await plane.putModel(name, `model ${name}`);
  const PrimaryContainer = { Image: IMAGE, ModelDataUrl, Environment };
  await plane.sagemaker.send(new CreateModelCommand({ ModelName: name, ExecutionRoleArn: ROLE, PrimaryContainer }));
}

const variant = (name: string, modelName: string, weight = 1): ProductionVariant => ({
  VariantName: name,
  ModelName: modelName,
  InitialInstanceCount: 1,
  InstanceType: 'ml.m5.large',
  InitialVariantWeight: weight,
});

const config = (name: string, ProductionVariants: ProductionVariant[]) =>
  plane.sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants }));
const describeEndpoint = (name: string) => plane.sagemaker.send(new DescribeEndpointCommand({ EndpointName: name }));
const settled = (name: string) =>
  until(
    () => describeEndpoint(name),
    (one) => one.EndpointStatus === 'InService' || one.EndpointStatus === 'Failed',
  );

async function create(name: string, configName: string) {
  await plane.sagemaker.send(new CreateEndpointCommand({ EndpointName: name, EndpointConfigName: configName }));
  return settled(name);
}

async function update(name: string, configName: string) {
  await plane.sagemaker.send(new UpdateEndpointCommand({ EndpointName: name, EndpointConfigName: configName }));
  return settled(name);
}

async function invoke(name: string, body: object = {}, more: Partial<InvokeEndpointCommandInput> = {}) {
  const answer = await plane.runtime.send(
    new InvokeEndpointCommand({
      EndpointName: name,
      ContentType: 'application/json',
      Body: JSON.stringify(body),
      ...more,
    }),
  );
  return { ...answer, said: JSON.parse(Buffer.from(answer.Body).toString('utf8')) };
}

describe('an endpoint', () => {
  it('serves its model and passes on what AWS passes on', async () => {
    const answer = await invoke('reviews', { texts: ['fine'] }, { CustomAttributes: 'trace=1', InferenceId: 'id-7' });

    expect(answer.said).toMatchObject({ model: 'model one', echo: { texts: ['fine'] }, inference: 'id-7' });
    expect(answer).toMatchObject({
      ContentType: 'application/json',
      InvokedProductionVariant: 'live',
      CustomAttributes: 'trace=1',
    });
  });

  it('moves to another model without a failed request', async () => {
    const answers: string[] = [];
    let stop = false;
    const client = async (): Promise<void> => {
      while (!stop) answers.push((await invoke('reviews', { waitMs: 5 })).said.model);
    };
    const clients = [client(), client(), client()];
    const after = await update('reviews', 'two');
    await invoke('reviews');
    stop = true;
    await Promise.all(clients);

    expect(after).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'two' });
    expect(after.FailureReason).toBeUndefined();
    expect(new Set(answers)).toEqual(new Set(['model one', 'model two']));
    expect(answers.indexOf('model two')).toBeGreaterThan(answers.indexOf('model one'));
    expect((await invoke('reviews')).said.model).toBe('model two');
  });

  it('keeps the old model when the new one fails its probe', async () => {
    const after = await update('reviews', 'broken');

    expect(after).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: 'two',
      FailureReason: expect.stringContaining('answered its probe with status 500'),
    });
    expect((await invoke('reviews')).said.model).toBe('model two');
  });

  it('is Failed when its first model never answers the ping', async () => {
    const endpoint = await create('hopeless', 'never');

    expect(endpoint).toMatchObject({
      EndpointStatus: 'Failed',
      FailureReason: expect.stringContaining('did not pass the ping health check'),
    });
    await expect(invoke('hopeless')).rejects.toMatchObject({ name: 'ValidationError' });
  });

  it('answers an error of the model as ModelError with the original status', async () => {
    await expect(invoke('reviews', { fail: true })).rejects.toMatchObject({
      name: 'ModelError',
      OriginalStatusCode: 500,
      OriginalMessage: 'it broke',
      $metadata: { httpStatusCode: 424 },
    });
  });

  it('says what AWS says of an unknown endpoint and an unknown variant', async () => {
    await expect(invoke('nobody')).rejects.toThrow('Endpoint nobody of account 000000000000 not found.');
    await expect(invoke('reviews', {}, { TargetVariant: 'canary' })).rejects.toThrow('Variant canary not found');
  });

  it('starts a container again that died', async () => {
    const before = (await invoke('reviews')).said.pid;
    await expect(invoke('reviews', { die: true })).rejects.toMatchObject({ name: 'ServiceUnavailable' });
    const after = await until(
      () =>
        invoke('reviews').then(
          (answer) => answer.said.pid,
          () => undefined,
        ),
      (pid) => pid !== undefined,
    );

    expect(after).not.toBe(before);
  });

  it('shares requests between variants by weight, and answers from the one that is asked for', async () => {
    await config('shared', [variant('a', 'one', 3), variant('b', 'two', 1)]);
    await create('shared', 'shared');
    const answers = await Promise.all(Array.from({ length: 200 }, () => invoke('shared')));
    const ofA = answers.filter((answer) => answer.InvokedProductionVariant === 'a').length;

    // 150 of 200 are expected; 6 standard deviations are 37.
    expect(ofA).toBeGreaterThan(113);
    expect(ofA).toBeLessThan(187);
    expect((await invoke('shared', {}, { TargetVariant: 'b' })).said.model).toBe('model two');
  });

  it('publishes the metrics of the service', async () => {
    await plane.restart();
    const counts = plane.cloud.data.filter(
      (one) =>
        one.MetricName === 'Invocations' &&
        one.Dimensions?.length === 2 &&
        one.Dimensions.some((dimension) => dimension.Value === 'shared'),
    );
    const latencies = plane.cloud.data.filter((one) => one.MetricName === 'ModelLatency').flatMap((one) => one.Values);

    expect(counts.reduce((sum, one) => sum + (one.StatisticValues?.Sum ?? 0), 0)).toBe(201);
    expect(latencies.every((value) => value !== undefined && value > 100)).toBe(true);
  });

  it('answers again after a restart of the plane, also when S3 is not there', async () => {
    plane.cloud.denied.add('models');
    await plane.restart();
    const answer = await invoke('reviews');
    plane.cloud.denied.clear();

    expect(answer.said.model).toBe('model two');
    expect((await describeEndpoint('reviews')).EndpointStatus).toBe('InService');
  });

  it('refuses a change while another one is under way', async () => {
    await plane.sagemaker.send(new UpdateEndpointCommand({ EndpointName: 'reviews', EndpointConfigName: 'one' }));
    const again = plane.sagemaker.send(
      new UpdateEndpointCommand({ EndpointName: 'reviews', EndpointConfigName: 'two' }),
    );

    await expect(again).rejects.toThrow(/Cannot update in-progress endpoint/);
    expect((await settled('reviews')).EndpointConfigName).toBe('one');
  });

  it('tells EventBridge its states in the words of the events', async () => {
    await plane.running.eventsSent();
    const states = plane.cloud.events
      .filter((event) => event.detailType === 'SageMaker Endpoint State Change')
      .map((event) => JSON.parse(event.detail))
      .filter((detail) => detail.EndpointName === 'hopeless');

    // The plane was restarted meanwhile, which sends its last events once more.
    expect([...new Set(states.map((detail) => detail.EndpointStatus))]).toEqual(['CREATING', 'FAILED']);
  });

  it('answers what is under way when it is deleted, and is gone then', async () => {
    const underWay = invoke('reviews', { waitMs: 300 });
    await until(
      async () => plane.running.plane.endpoints.serving('reviews'),
      (fleet) => fleet?.pick('live')?.inFlight === 1,
    );
    await plane.sagemaker.send(new DeleteEndpointCommand({ EndpointName: 'reviews' }));

    expect((await underWay).said.model).toBe('model one');
    await plane.running.plane.endpoints.settled('reviews');
    await expect(describeEndpoint('reviews')).rejects.toThrow(
      'Could not find endpoint "arn:aws:sagemaker:us-east-1:000000000000:endpoint/reviews".',
    );
  });
});
